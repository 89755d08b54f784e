/*
 * Text that did not come from this package (names, messages and banners of hosts) must not steer what shows it: a terminal,
 * or a pipeline that reads commands out of its log.
 */

/** Steers a terminal, turns the direction of text, or cannot be seen. Variation selectors and fillers are among them. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Azure Pipelines, TeamCity and older runners of GitHub look for these anywhere in a line: `##vso[`, `##[`. */
const commandAnywhere = /#(?=#\w*\[)/g;

/** Runners of GitHub and Gitea take a line for a command that begins so; where a word begins, a wrapped line may. */
const commandAtStart = /(?<!\S):(?=:)/g;

/**
 * The text on one line, with what cannot be seen written as in a JSON string. Nothing that can be read is lost, and URNs
 * stay as they are. Doing it twice changes nothing, and doing it to JSON changes no value.
 */
export function printable(text: string): string {
  return text.replace(invisible, escaped).replace(commandAnywhere, escaped).replace(commandAtStart, escaped);
}

/** A name, message or banner of a host, as it may become part of an error, a warning or an output. */
export function hostText(text: string, mostCharacters = 1_000): string {
  const more = text.length - mostCharacters;
  const kept = more > 0 ? text.slice(0, mostCharacters) : text;
  // Stricter than for a whole line: here no URN can be meant.
  const shown = printable(kept).replace(/:(?=:)/g, escaped);
  return more > 0 ? `${shown}... (${more} more characters)` : shown;
}

/** A name that a host has given, in a sentence. */
export function quotedHostText(text: string): string {
  return `"${hostText(text)}"`;
}

/** A name that the user has given, in a sentence. It may be an address of IPv6, and is to be copied as it is. */
export function quoted(name: string): string {
  return `"${printable(name)}"`;
}

/** `\u001b`, by UTF-16 code units. */
function escaped(characters: string): string {
  const units = Array.from({ length: characters.length }, (_, index) => characters.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
