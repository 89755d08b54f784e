import { z } from "zod";
import type { OtherDisk } from "../hyperv/point-kind";
import { hostText, quotedHostText } from "../support/printable";
import type { Properties } from "./properties";

/*
 * Disks that a virtual machine got after its point was created. They are no drift: the point is as good as it was. A refresh says of each
 * disk once that nothing reports its changed blocks; an output that is hidden from users remembers which.
 */

export const otherDisksOutput = "__otherDisks";
const saidSchema = z.array(z.string()).default([]);

/** What a refresh adds to the outputs. */
export function rememberOtherDisks(disks: readonly OtherDisk[]): Properties {
  return disks.length === 0 ? {} : { [otherDisksOutput]: disks.map(({ path }) => path) };
}

/** What a refresh says of disks that the outputs in the state do not know of. */
export function otherDisksWarning(outputs: Properties, disks: readonly OtherDisk[]): string | undefined {
  const said = saidSchema.parse(outputs[otherDisksOutput]);
  const added = disks.filter(({ path }) => !said.includes(path));
  if (added.length === 0) return undefined;
  const which = added.map(({ virtualSystemName, path }) => `${hostText(path)} of ${quotedHostText(virtualSystemName)}`);
  return (
    `not in the baseline: ${which.join(", ")}. The virtual machine got it after the point was created, so no changed blocks of it are ` +
    "reported. To include it, create a new point: change `triggers`, say."
  );
}
