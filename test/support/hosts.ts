import { type HostEntry, Hosts } from "../../provider/src/hosts/hosts";
import type { Context } from "../../provider/src/lifecycle/resource";

/** A host of a configuration; how it is reached does not matter. */
export function hostEntry(name: string | undefined): HostEntry {
  const called = name === undefined ? "the connection" : `the entry "${name}" of hosts`;
  return { name, called, nodes: [{ connection: "local" }], maxConcurrentOperations: 4 };
}

/** Of a configuration that names a single connection. */
export const singleHost = new Hosts([hostEntry(undefined)]);

/** Whatever host is named, it is this one. */
export function onOneHost(context: Omit<Context, "onHost">): Context {
  const whole: Context = { ...context, onHost: () => whole };
  return whole;
}
