import type { z } from "zod";
import { journalFolder } from "../support/journal-folder";
import { configurationNamespace } from "../support/namespace";
import { quoted } from "../support/printable";
import { UserError } from "../support/user-error";
import { generalSettingsSchema, type HostConnection, hostConnectionSchema } from "./connection";
import { environmentName, refuseUnknownVariables } from "./environment";
import { readHosts } from "./host-entry";
import { Hosts } from "./hosts";
import { parseSettings } from "./parse-settings";
import { foreignSetting, messagesOf, type SettingWords, unknownSetting } from "./setting-checks";
import {
  type Choice,
  type ConnectionName,
  connectionNames,
  connectionSettings,
  generalSettings,
  isConnectionName,
  providerNameKey,
} from "./setting-names";

export type { HostConnection } from "./connection";
export type { HostEntry, Hosts } from "./hosts";

export interface Configuration {
  readonly hosts: Hosts;
  readonly rctTypeParameter: number | undefined;
  readonly journal: string;
  /** Path of the file that takes every request to the host and its answer. */
  readonly trace: string | undefined;
}

/** The text of a setting, where it is configured. */
export type SettingSource = (setting: string) => string | undefined;

/** The stack's configuration. */
export const configurationWords: SettingWords = {
  noun: "configuration key",
  nameOf: (setting) => `${configurationNamespace}:${setting}`,
};

/** As many guests are brought to rest at once, or merge their disks. */
const usualConcurrentOperations = 4;

/**
 * Reads the configuration: each setting from `configured`, else from the environment (`HYPERV_RP_SSH_HOST` for `sshHost`). Settings of
 * another connection are left alone: they may be meant for another stack. Who can tell refuses them with {@link refuseSettings}.
 */
export function readConfiguration(
  configured: SettingSource,
  environment: NodeJS.ProcessEnv,
  words: SettingWords = configurationWords,
): Configuration {
  refuseUnknownVariables(environment);
  const lookUp = withEnvironment(configured, environment);
  const named = wordsOfPlace(words, configured, environment);
  const valuesOf = (settings: readonly string[]) =>
    Object.fromEntries(
      settings.map((setting) => [setting, lookUp(setting)]).filter(([, value]) => value !== undefined),
    );
  const parse = <T>(schema: z.ZodType<T>, values: Readonly<Record<string, unknown>>, of: string) => {
    const missing = (setting: string) =>
      `${of} needs ${words.nameOf(setting)} (or the environment variable ${environmentName(setting)})`;
    return parseSettings(schema, values, missing, named);
  };

  const general = parse(generalSettingsSchema, valuesOf(generalSettings), "every connection");
  const { rctTypeParameter, maxConcurrentOperations = usualConcurrentOperations } = general;
  const hosts = (): Hosts => {
    const given = hostsIn(configured, environment);
    if (given !== undefined) {
      return readHosts(given, { defaultHost: lookUp("defaultHost"), maxConcurrentOperations }, named);
    }
    const connection = connectionName(lookUp, named);
    const values = { connection, ...valuesOf(connectionSettings[connection]) };
    const node: HostConnection = parse(hostConnectionSchema, values, `connection "${connection}"`);
    const name = configured(providerNameKey);
    const called = name === undefined ? "the connection" : `the HyperVHost ${quoted(name)}`;
    return new Hosts([{ name, called, nodes: [node], maxConcurrentOperations }], undefined, name !== undefined);
  };
  return {
    hosts: hosts(),
    rctTypeParameter,
    journal: journalFolder(general.journal, environment),
    trace: general.trace,
  };
}

/** Refuses settings of one place that do not exist or have no meaning for what is chosen there. */
export function refuseSettings(
  settings: readonly string[],
  configured: SettingSource,
  environment: NodeJS.ProcessEnv,
  words: SettingWords,
): void {
  const unknown = settings.flatMap((setting) => unknownSetting(setting, words) ?? []);
  if (unknown.length > 0) throw new UserError("HVRP121", messagesOf(unknown));
  const choice: Choice =
    hostsIn(configured, environment) === undefined
      ? connectionName(withEnvironment(configured, environment), wordsOfPlace(words, configured, environment))
      : "hosts";
  const foreign = settings.flatMap((setting) => foreignSetting(setting, choice, words) ?? []);
  if (foreign.length > 0)
    throw new UserError("HVRP123", `${messagesOf(foreign)}. Remove it, or choose another connection`);
}

/** What names several hosts: the configuration, else the environment where the configuration names no connection either. */
function hostsIn(configured: SettingSource, environment: NodeJS.ProcessEnv): string | undefined {
  const own = configured("hosts");
  if (own !== undefined || configured("connection") !== undefined) return own;
  return environment[environmentName("hosts")] || undefined;
}

function withEnvironment(configured: SettingSource, environment: NodeJS.ProcessEnv): SettingSource {
  return (setting) => configured(setting) ?? (environment[environmentName(setting)] || undefined);
}

/** A setting is called as it is called where it is set. */
function wordsOfPlace(words: SettingWords, configured: SettingSource, environment: NodeJS.ProcessEnv): SettingWords {
  const isInEnvironment = (setting: string) =>
    configured(setting) === undefined && Boolean(environment[environmentName(setting)]);
  return {
    ...words,
    nameOf: (setting) => (isInEnvironment(setting) ? environmentName(setting) : words.nameOf(setting)),
  };
}

function connectionName(lookUp: SettingSource, { nameOf }: SettingWords): ConnectionName {
  const name = lookUp("connection") ?? "local";
  if (isConnectionName(name)) return name;
  const all = connectionNames.map((one) => `"${one}"`).join(", ");
  throw new UserError("HVRP122", `${nameOf("connection")} is ${quoted(name)}; it must be one of ${all}`);
}
