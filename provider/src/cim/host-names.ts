import { hostText } from "../support/printable";
import { sameId } from "../support/same-id";

/*
 * What a host is called stands in one text: its computer name, or those of the nodes of a failover cluster. A node that has not said
 * its own is in it as the configuration knows it: what it has must not be forgotten with it.
 */

const separator = ", ";

export function joinNames(names: readonly string[]): string {
  return names.join(separator);
}

export function isNodes(names: string): boolean {
  return names.includes(separator);
}

/** For a sentence: "the host HV01", "the nodes HV01, HV02 of the cluster". */
export function describeHost(names: string): string {
  const shown = hostText(names);
  return isNodes(names) ? `the nodes ${shown} of the cluster` : `the host ${shown}`;
}

/** In place of a computer name: what the configuration calls its host. No computer is called so. */
export function placeholderName(configured: string): string {
  return `${configured.replaceAll(separator, ",")} (name unknown)`;
}

/** Without those in whose place something else stands. */
export function knownNames(names: string): string {
  return joinNames(names.split(separator).filter((name) => !name.endsWith(placeholderName(""))));
}

/** With others in their places. */
export function replaceNames(names: string, replacing: (name: string) => string): string {
  return joinNames(names.split(separator).map(replacing));
}

/** Those that are not among others; a host is one node. */
export function missingNames(names: string, wanted: string): readonly string[] {
  const all = names.split(separator);
  return wanted.split(separator).filter((name) => !all.some((one) => sameId(one, name)));
}

/** Whether the nodes of a failover cluster are among others. */
export function includesHost(names: string, wanted: string): boolean {
  return missingNames(names, wanted).length === 0;
}
