import { CimError } from "../cim/error";
import { quotedHostText } from "../support/printable";

/** What was looked for by its name, and not found. */
export interface Unnamed {
  /** The input that has the name, where a resource does. */
  readonly input?: string;
  readonly noun: string;
  readonly name: string;
  /** "the host HV01", say. */
  readonly where: string;
  /** Names there that differ from it in case only. */
  readonly alike: readonly string[];
  /** What to do where there are none. */
  readonly advice: string;
}

/** The error of a name that nothing has: the command and the provider say the same. */
export function noneNamed({ input, noun, name, where, alike, advice }: Unnamed): CimError {
  const subject = input === undefined ? "" : `${input}: `;
  const names = alike.map(quotedHostText).join(" and ");
  const hint = alike.length > 0 ? `There is ${names}: names are compared exactly, case included.` : advice;
  return new CimError("NotFound", `${subject}there is no ${noun} named "${name}" on ${where}. ${hint}`, {
    code: "HVRP306",
  });
}
