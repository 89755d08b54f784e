import type { Coded } from "../support/error-codes";
import { nearestName } from "../support/nearest-name";
import { printable } from "../support/printable";
import { belongsTo, type Choice, connectionsWith, settingNames } from "./setting-names";

/** How one source of settings calls them: `hyperv-reference-points:sshHost`, `--ssh-host`, `HYPERV_RP_SSH_HOST`. */
export interface SettingWords {
  /** "configuration key", say. */
  readonly noun: string;
  readonly nameOf: (setting: string) => string;
}

/** What is wrong with several settings, in one text. */
export function messagesOf(problems: readonly Coded[]): string {
  return problems.map(({ message }) => message).join("; ");
}

/** What is wrong with a setting that no connection has; `undefined` when there is one of that name. */
export function unknownSetting(
  setting: string,
  { noun, nameOf }: SettingWords,
  known: readonly string[] = settingNames,
): Coded | undefined {
  if (known.includes(setting)) return undefined;
  return { code: "HVRP121", message: unknownName(`${noun} ${nameOf(setting)}`, setting, known, nameOf) };
}

/** What is wrong with a setting that has no meaning for what was chosen; `undefined` when it has one. */
export function foreignSetting(setting: string, choice: Choice, { nameOf }: SettingWords): Coded | undefined {
  if (belongsTo(choice, setting)) return undefined;
  const code = "HVRP123";
  if (choice === "hosts") {
    return { code, message: `${nameOf(setting)} is about a single connection, and ${nameOf("hosts")} is specified` };
  }
  const owners = connectionsWith(setting).map((name) => `"${name}"`);
  if (owners.length === 0) return { code, message: `${nameOf(setting)} has no meaning without ${nameOf("hosts")}` };
  const message = `${nameOf(setting)} does not belong to connection "${choice}", but to ${owners.join(", ")}`;
  return { code, message };
}

/** The text for a name that does not exist, with the nearest one and all that do. */
export function unknownName(
  what: string,
  name: string,
  known: readonly string[],
  nameOf: (known: string) => string = (one) => one,
): string {
  const nearest = nearestName(name, known);
  const suggestion = nearest === undefined ? "" : ` Did you mean ${nameOf(nearest)}?`;
  return `unknown ${printable(what)}.${suggestion} Known are ${[...known].sort().join(", ")}`;
}
