import * as pulumi from "@pulumi/pulumi";
import { type Configuration, readConfiguration, refuseSettings } from "../hosts/configuration";
import type { HostEntry } from "../hosts/hosts";
import type { SettingWords } from "../hosts/setting-checks";
import type { PlainHyperVHostArgs } from "../resources/host-settings";
import { checkStackConfiguration } from "../resources/stack-configuration";
import { configurationNamespace } from "../support/namespace";

const words: SettingWords = { noun: "setting", nameOf: (setting) => `host.${setting}` };

/** A host, and the file that takes every request to it and its answer. */
export interface TracedHost {
  readonly host: HostEntry;
  readonly trace: string | undefined;
}

/**
 * The host of that name, or the one that settings describe; without either the one that the stack's configuration means, which is empty
 * outside of a Pulumi program. What settings leave open comes from the environment.
 */
export function hostFor(given: string | PlainHyperVHostArgs | undefined): TracedHost {
  if (given === undefined || typeof given === "string") {
    checkStackConfiguration({ namesHost: true });
    const configured = (setting: string) => pulumi.runtime.getConfig(`${configurationNamespace}:${setting}`);
    return found(readConfiguration(configured, process.env), given);
  }
  const settings = new Map<string, unknown>(Object.entries(given).filter(([, value]) => value !== undefined));
  // A configuration is text.
  const configured = (setting: string) => (settings.has(setting) ? String(settings.get(setting)) : undefined);
  refuseSettings([...settings.keys()], configured, process.env, words);
  return found(readConfiguration(configured, process.env, words), undefined);
}

function found({ hosts, trace }: Configuration, name: string | undefined): TracedHost {
  return { host: hosts.find(name), trace };
}
