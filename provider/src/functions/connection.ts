import * as pulumi from "@pulumi/pulumi";
import {
  generalSettingsSchema,
  type HostConnection,
  hostConnectionSchema,
  readConfiguration,
} from "../hosts/configuration";
import type { HyperVHostArgs } from "../resources/hyperv-host";
import { configurationNamespace } from "../support/namespace";
import { UserError } from "../support/user-error";

/** How to reach a host: what `HyperVHost` takes, in plain values. */
export type PlainHyperVHostArgs = pulumi.Unwrap<HyperVHostArgs>;

const settingNames = [
  ...new Set(hostConnectionSchema.options.flatMap(({ shape }) => Object.keys(shape))),
  ...Object.keys(generalSettingsSchema.shape),
];

/**
 * The connection to the host that `settings` describe; without them to that of the stack's configuration, which is empty
 * outside of a Pulumi program. What they leave open comes from the environment.
 */
export function connectionFor(settings: PlainHyperVHostArgs | undefined): HostConnection {
  if (settings !== undefined) {
    return readConfiguration(sourceOf(settings), process.env, (key) => `host.${key}`).connection;
  }
  const configured = (key: string) => pulumi.runtime.getConfig(`${configurationNamespace}:${key}`);
  return readConfiguration(configured, process.env).connection;
}

/** A configuration is text. */
function sourceOf(settings: PlainHyperVHostArgs): (key: string) => string | undefined {
  const given = new Map<string, unknown>(Object.entries(settings));
  for (const key of given.keys()) {
    if (settingNames.includes(key)) continue;
    throw new UserError(`host: there is no setting "${key}"; there are ${settingNames.join(", ")}`);
  }
  return (key) => {
    const value = given.get(key);
    return value === undefined ? undefined : String(value);
  };
}
