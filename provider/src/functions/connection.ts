import * as pulumi from "@pulumi/pulumi";
import { readConfiguration, refuseSettings } from "../hosts/configuration";
import type { HostConnection } from "../hosts/connection";
import type { SettingWords } from "../hosts/setting-checks";
import type { PlainHyperVHostArgs } from "../resources/host-settings";
import { checkStackConfiguration } from "../resources/stack-configuration";
import { configurationNamespace } from "../support/namespace";

const words: SettingWords = { noun: "setting", nameOf: (setting) => `host.${setting}` };

/**
 * The connection to the host that `settings` describe; without them to that of the stack's configuration, which is empty
 * outside of a Pulumi program. What they leave open comes from the environment.
 */
export function connectionFor(settings: PlainHyperVHostArgs | undefined): HostConnection {
  if (settings === undefined) {
    checkStackConfiguration({ namesHost: true });
    const configured = (setting: string) => pulumi.runtime.getConfig(`${configurationNamespace}:${setting}`);
    return readConfiguration(configured, process.env).connection;
  }
  const given = new Map<string, unknown>(Object.entries(settings).filter(([, value]) => value !== undefined));
  // A configuration is text.
  const configured = (setting: string) => (given.has(setting) ? String(given.get(setting)) : undefined);
  refuseSettings([...given.keys()], configured, process.env, words);
  return readConfiguration(configured, process.env, words).connection;
}
