import type { CimError } from "../cim/error";
import type { ErrorCode } from "../support/error-codes";

/** What an error about the change tracking of a disk means, and what to do. */
export interface TrackingError {
  readonly code: ErrorCode;
  readonly meaning: string;
}

const beginAnew = "create a new reference point and copy the whole disk once";

/** Windows names them in the texts of errors, in whatever language the rest is. */
const known = new Map<number, TrackingError>([
  [
    0xc03a0029,
    {
      code: "HVRP113",
      meaning:
        "the disk has no record of changes that begins with this id. Use the rctId that a reference point which still exists has for this " +
        `very disk. If the point is gone, ${beginAnew}`,
    },
  ],
  [0xc03a002a, { code: "HVRP114", meaning: `the changes of the disk are not tracked. To begin, ${beginAnew}` }],
  [
    0xc03a0030,
    {
      code: "HVRP115",
      meaning:
        "the record of the disk's changes is missing: its .rct and .mrt files are not beside it, or it was copied or restored without them. " +
        `To begin, ${beginAnew}`,
    },
  ],
]);

/** `undefined` for any other error. */
export function trackingErrorIn({ message, returnCode }: CimError): TrackingError | undefined {
  const named = /0xC03A00(?:29|2A|30)\b/i.exec(message)?.[0];
  return known.get(named === undefined ? (returnCode ?? 0) >>> 0 : Number(named));
}
