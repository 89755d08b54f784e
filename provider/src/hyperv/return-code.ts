import { CimError, type CimErrorKind } from "../cim/error";
import { referenceOf } from "../cim/read";
import type { MethodResult } from "../cim/session";
import type { CimReference } from "../cim/value";
import type { ErrorCode } from "../support/error-codes";

/** What a return code proves of the call. */
type Meaning =
  | "completed"
  | "started"
  /** Nothing was done, and it may be done later: another operation holds the system, or a checkpoint is still merging. */
  | "busy"
  /** Nothing was done. */
  | "refused"
  /** It was tried. Something may be left of it. */
  | "failed"
  | "unknown";

/** What is known of a return code; by default an error that quotes it has HVRP302 when the host is busy, else HVRP301. */
type Known = readonly [text: string, meaning: Meaning, code?: ErrorCode];

const notSupported = ["not supported", "refused", "HVRP303"] as const;
const invalidParameter = ["invalid parameter", "refused", "HVRP304"] as const;

/**
 * Return codes of the reference point and snapshot services. Hyper-V answers with two families, the DMTF's and its own
 * from 32768 on, whichever of them a method's page lists: both are decoded for every method.
 */
const codes: ReadonlyMap<number, Known> = new Map<number, Known>([
  [0, ["completed", "completed"]],
  [1, notSupported],
  [2, ["failed", "failed"]],
  [3, ["timeout", "unknown"]],
  [4, invalidParameter],
  [5, ["invalid state", "refused"]],
  [6, ["invalid type", "refused", "HVRP304"]],
  [4096, ["job started", "started"]],
  [32768, ["failed", "failed"]],
  [32769, ["access denied", "refused", "HVRP203"]],
  [32770, notSupported],
  [32771, ["status is unknown", "unknown"]],
  [32772, ["timeout", "unknown"]],
  [32773, invalidParameter],
  [32774, ["system is in use", "busy"]],
  [32775, ["invalid state for this operation", "busy"]],
  [32776, ["incorrect data type", "refused", "HVRP304"]],
  [32777, ["system is not available", "refused"]],
  [32778, ["out of memory", "refused"]],
  [32779, ["file not found", "refused"]],
  [32783, ["reboot required", "refused"]],
  [32789, ["object not found", "refused", "HVRP205"]],
]);

/** Of an error that quotes the return code, or the error code of a job. */
export function codeOfRefusal(code: number): ErrorCode {
  return codes.get(code)?.[2] ?? (meaningOf(code) === "busy" ? "HVRP302" : "HVRP301");
}

export const returnCode = {
  completed: 0,
  jobStarted: 4096,
  failed: 32768,
  accessDenied: 32769,
  inUse: 32774,
  invalidState: 32775,
  objectNotFound: 32789,
} as const;

export function describeReturnCode(code: number): string {
  return `${code} (${codes.get(code)?.[0] ?? "a reserved code"})`;
}

/** What a return code proves. A code that is not listed proves nothing. */
export function meaningOf(code: number): Meaning {
  return codes.get(code)?.[1] ?? "unknown";
}

/** Whether the host cannot do it at all, as it says of a call or of its job, or because it lacks a class. */
export function isNotSupported({ returnCode: code, unsupported }: CimError): boolean {
  return unsupported || (code !== undefined && codeOfRefusal(code) === "HVRP303");
}

/** The job of a method that started one, `undefined` when it completed at once; throws for every other answer. */
export function jobOf(operation: string, result: MethodResult): CimReference | undefined {
  const { returnValue } = result;
  if (returnValue === returnCode.completed) return undefined;
  const job = returnValue === returnCode.jobStarted ? referenceOf(result.out, "Job") : undefined;
  if (job !== undefined) return job;
  const lacking = returnValue === returnCode.jobStarted ? " without naming the job" : "";
  throw new CimError(kindOf(returnValue), `${operation} returned ${describeReturnCode(returnValue)}${lacking}`, {
    code: codeOfRefusal(returnValue),
    returnCode: returnValue,
    busy: meaningOf(returnValue) === "busy",
  });
}

function kindOf(code: number): CimErrorKind {
  if (code === returnCode.accessDenied) return "AccessDenied";
  if (code === returnCode.objectNotFound) return "NotFound";
  return "Failed";
}
