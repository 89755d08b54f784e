import type { CimSession } from "../../../provider/src/cim/session";
import { type CimInstance, type CimProperties, cim, referenceKey } from "../../../provider/src/cim/value";
import { fakeSession } from "../../support/fake-session";

/** An instance whose keys are properties of it too. */
export function instance(
  className: string,
  keys: Readonly<Record<string, string>>,
  properties: CimProperties = {},
): CimInstance {
  const own = Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, cim.string(value)]));
  return { reference: { className, keys }, properties: { ...own, ...properties } };
}

export const texts = (...values: string[]) => ({ type: "string", values }) as const;

const isText = (instance: CimInstance, name: string, wanted: string) => {
  const value = instance.properties[name];
  return value?.type === "string" && "value" in value && (value.value ?? "").toLowerCase() === wanted.toLowerCase();
};

/**
 * A host with these instances, which compares texts as Windows does, without case. `associated`: what belongs to any of them, by
 * class. `asked`: each request, as one line. A host that changes gives its instances by a function.
 */
export function hostWith(
  instances: readonly CimInstance[] | (() => readonly CimInstance[]),
  associated: Readonly<Record<string, readonly CimInstance[]>> = {},
): { readonly session: CimSession; readonly asked: string[] } {
  const asked: string[] = [];
  const present = () => (typeof instances === "function" ? instances() : instances);
  const session = fakeSession({
    query: async (className, where = {}) => {
      asked.push(["query", className, ...Object.entries(where).map((pair) => pair.join("="))].join(" "));
      return present().filter(
        (one) =>
          one.reference.className === className &&
          Object.entries(where).every(([name, wanted]) => isText(one, name, wanted)),
      );
    },
    get: async (reference) => {
      asked.push(["get", reference.className, ...Object.values(reference.keys)].join(" "));
      return present().find((one) => referenceKey(one.reference) === referenceKey(reference));
    },
    associators: async ({ className }, { resultClass }) => {
      asked.push(`associators ${className} ${resultClass}`);
      return [...(associated[resultClass] ?? [])];
    },
  });
  return { session, asked };
}

/** A service of the host, which says its name. */
export const service = (className: string, hostName = "HV01") => instance(className, { SystemName: hostName });

/** A virtual machine of the host. */
export const vm = (id: string, name: string) =>
  instance("Msvm_ComputerSystem", { Name: id }, { ElementName: cim.string(name) });

export const [sqlId, webId] = ["5A100000-0000-4000-8000-000000000001", "3EB00000-0000-4000-8000-000000000001"];
