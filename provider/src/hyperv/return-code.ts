import { CimError, type CimErrorKind } from "../cim/error";
import { referenceOf } from "../cim/read";
import type { MethodResult } from "../cim/session";
import type { CimReference } from "../cim/value";

/**
 * Return codes of the reference point and snapshot services. Hyper-V answers with two families, the DMTF's and its own
 * from 32768 on, whichever of them a method's page lists: both are decoded for every method.
 */
const meanings: ReadonlyMap<number, string> = new Map([
  [0, "completed"],
  [1, "not supported"],
  [2, "failed"],
  [3, "timeout"],
  [4, "invalid parameter"],
  [5, "invalid state"],
  [6, "invalid type"],
  [4096, "job started"],
  [32768, "failed"],
  [32769, "access denied"],
  [32770, "not supported"],
  [32771, "status is unknown"],
  [32772, "timeout"],
  [32773, "invalid parameter"],
  [32774, "system is in use"],
  [32775, "invalid state for this operation"],
  [32776, "incorrect data type"],
  [32777, "system is not available"],
  [32778, "out of memory"],
  [32779, "file not found"],
  [32783, "reboot required"],
  [32789, "object not found"],
]);

export const returnCode = {
  completed: 0,
  jobStarted: 4096,
  accessDenied: 32769,
  inUse: 32774,
  invalidState: 32775,
  objectNotFound: 32789,
} as const;

export function describeReturnCode(code: number): string {
  return `${code} (${meanings.get(code) ?? "a reserved code"})`;
}

/**
 * Whether a refusal passes by itself: another operation holds the system, or a checkpoint is still merging. All other
 * codes are final.
 */
export function isTransientRefusal({ returnCode: code }: CimError): boolean {
  return code === returnCode.inUse || code === returnCode.invalidState;
}

/**
 * Whether a method's error shows that the host did not begin: a return code that says so, no right to it, no such object, or a
 * call that was never sent. After any other error it may have begun all the same.
 */
export function isRefusal({ kind, permanent, returnCode: code }: CimError): boolean {
  if (code !== undefined) return code !== returnCode.jobStarted;
  return kind === "AccessDenied" || kind === "NotFound" || (kind === "Unavailable" && permanent);
}

/** The job of a method that started one, `undefined` when it completed at once; throws for every other answer. */
export function jobOf(operation: string, result: MethodResult): CimReference | undefined {
  if (result.returnValue === returnCode.completed) return undefined;
  if (result.returnValue === returnCode.jobStarted) {
    const job = referenceOf(result.out, "Job");
    if (job !== undefined) return job;
    throw new CimError("Failed", `${operation} returned ${describeReturnCode(4096)} without naming the job`, {
      returnCode: result.returnValue,
    });
  }
  throw new CimError(kindOf(result.returnValue), `${operation} returned ${describeReturnCode(result.returnValue)}`, {
    returnCode: result.returnValue,
  });
}

function kindOf(code: number): CimErrorKind {
  if (code === returnCode.accessDenied) return "AccessDenied";
  if (code === returnCode.objectNotFound) return "NotFound";
  return "Failed";
}
