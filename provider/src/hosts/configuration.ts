import type { z } from "zod";
import type { Coded } from "../support/error-codes";
import { journalFolder } from "../support/journal-folder";
import { configurationNamespace } from "../support/namespace";
import { UserError } from "../support/user-error";
import { generalSettingsSchema, type HostConnection, hostConnectionSchema } from "./connection";
import { environmentName, refuseUnknownVariables } from "./environment";
import { foreignSetting, type SettingWords, unknownSetting } from "./setting-checks";
import {
  type ConnectionName,
  connectionNames,
  connectionSettings,
  generalSettings,
  isConnectionName,
} from "./setting-names";

export type { HostConnection } from "./connection";

export interface Configuration {
  readonly connection: HostConnection;
  readonly rctTypeParameter: number | undefined;
  readonly journal: string;
}

/** The text of a setting, where it is configured. */
export type SettingSource = (setting: string) => string | undefined;

/** The stack's configuration. */
export const configurationWords: SettingWords = {
  noun: "configuration key",
  nameOf: (setting) => `${configurationNamespace}:${setting}`,
};

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
  const valuesOf = (settings: readonly string[]) =>
    Object.fromEntries(
      settings.map((setting) => [setting, lookUp(setting)]).filter(([, value]) => value !== undefined),
    );

  const name = connectionName(lookUp, words);
  const values = { connection: name, ...valuesOf(connectionSettings[name]) };
  const connection = parse(hostConnectionSchema, values, `connection "${name}"`, words);
  const general = parse(generalSettingsSchema, valuesOf(generalSettings), "every connection", words);
  return {
    connection,
    rctTypeParameter: general.rctTypeParameter,
    journal: journalFolder(general.journal, environment),
  };
}

/** Refuses settings of one place that do not exist or belong to another connection than the one that is chosen. */
export function refuseSettings(
  settings: readonly string[],
  configured: SettingSource,
  environment: NodeJS.ProcessEnv,
  words: SettingWords,
): void {
  const unknown = settings.flatMap((setting) => unknownSetting(setting, words) ?? []);
  if (unknown.length > 0) throw new UserError("HVRP121", joined(unknown));
  const connection = connectionName(withEnvironment(configured, environment), words);
  const foreign = settings.flatMap((setting) => foreignSetting(setting, connection, words) ?? []);
  if (foreign.length > 0) throw new UserError("HVRP123", `${joined(foreign)}. Remove it, or choose another connection`);
}

function joined(problems: readonly Coded[]): string {
  return problems.map(({ message }) => message).join("; ");
}

function withEnvironment(configured: SettingSource, environment: NodeJS.ProcessEnv): SettingSource {
  return (setting) => configured(setting) ?? (environment[environmentName(setting)] || undefined);
}

function connectionName(lookUp: SettingSource, { nameOf }: SettingWords): ConnectionName {
  const name = lookUp("connection") ?? "local";
  if (isConnectionName(name)) return name;
  const all = connectionNames.map((one) => `"${one}"`).join(", ");
  throw new UserError("HVRP122", `${nameOf("connection")} is "${name}"; it must be one of ${all}`);
}

function parse<T>(schema: z.ZodType<T>, values: unknown, of: string, { nameOf }: SettingWords): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  // Values are not repeated: one of them may be a password.
  const problems = parsed.error.issues.map((issue) => {
    const setting = String(issue.path[0]);
    const missing = issue.code === "invalid_type" && issue.input === undefined;
    return missing
      ? `${of} needs ${nameOf(setting)} (or the environment variable ${environmentName(setting)})`
      : `${nameOf(setting)}: ${issue.message}`;
  });
  throw new UserError("HVRP122", `configuration: ${problems.join("; ")}`);
}
