import * as pulumi from "@pulumi/pulumi";
import { readConfiguration, refuseSettings } from "../hosts/configuration";
import type { HostEntry } from "../hosts/hosts";
import type { SettingWords } from "../hosts/setting-checks";
import type { PlainHyperVHostArgs } from "../resources/host-settings";
import { checkStackConfiguration } from "../resources/stack-configuration";
import { configurationNamespace } from "../support/namespace";

const words: SettingWords = { noun: "setting", nameOf: (setting) => `host.${setting}` };

/**
 * The host of that name, or the one that settings describe; without either the one that the stack's configuration means, which is empty
 * outside of a Pulumi program. What settings leave open comes from the environment.
 */
export function hostFor(given: string | PlainHyperVHostArgs | undefined): HostEntry {
  if (given === undefined || typeof given === "string") {
    checkStackConfiguration({ namesHost: true });
    const configured = (setting: string) => pulumi.runtime.getConfig(`${configurationNamespace}:${setting}`);
    return readConfiguration(configured, process.env).hosts.find(given);
  }
  const settings = new Map<string, unknown>(Object.entries(given).filter(([, value]) => value !== undefined));
  // A configuration is text.
  const configured = (setting: string) => (settings.has(setting) ? String(settings.get(setting)) : undefined);
  refuseSettings([...settings.keys()], configured, process.env, words);
  return readConfiguration(configured, process.env, words).hosts.find(undefined);
}
