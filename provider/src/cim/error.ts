import { codeIn, type ErrorCode } from "../support/error-codes";

/**
 * What went wrong, as far as a caller can act on it:
 *
 * - `NotFound`: the host did not find the object. It proves nothing by itself: see `hyperv/presence.ts`.
 * - `AccessDenied`: the account may not do or see this.
 * - `Unavailable`: the host could not be asked (down, VMMS restarting, shell died). Nothing may be concluded about any
 *   object; a call that changes something may or may not have taken effect.
 * - `TimedOut`: the deadline of the operation passed. The host may still be working on it.
 * - `Failed`: the host said no, with a return code or a job's error.
 */
export type CimErrorKind = "NotFound" | "AccessDenied" | "Unavailable" | "TimedOut" | "Failed";

export interface CimErrorDetail {
  /** Default: that of the cause, else the one that says no more than the kind. */
  readonly code?: ErrorCode;
  /** The method's return code, where there was one. */
  readonly returnCode?: number;
  /** Of `Unavailable`: waiting will not help. PowerShell is missing, say. */
  readonly permanent?: boolean;
  /** Whether the request may have reached the host. Default `"maybe"`; only an adapter knows that it did not. */
  readonly sent?: "no" | "maybe";
  /** The host did nothing, and may do it later: it is at work on others, holds the system, or merges a checkpoint. */
  readonly busy?: boolean;
  /** The host lacks what the request needs: a class, say. */
  readonly unsupported?: boolean;
  readonly cause?: unknown;
}

/** What the host, or the way to it, had against a call. The message says it in full. */
export class CimError extends Error {
  /** Always `"CimError"`, also of another copy of the package. */
  override readonly name = "CimError";
  /** What a caller can act on. */
  readonly kind: CimErrorKind;
  /** Under which the documentation explains it. */
  readonly code: ErrorCode;
  /** The method's return code, or the error code of its job, where there was one. */
  readonly returnCode: number | undefined;
  /** Of `"Unavailable"`: waiting will not help. PowerShell is missing, say. */
  readonly permanent: boolean;
  /** `"no"`: the request certainly never reached the host, so it changed nothing there. */
  readonly sent: "no" | "maybe";
  /** The host did nothing, and may do it later: it is at work on others, holds the system, or merges a checkpoint. */
  readonly busy: boolean;
  /** The host lacks what the request needs: a class, say. */
  readonly unsupported: boolean;

  /** @internal */
  constructor(kind: CimErrorKind, message: string, detail: CimErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.kind = kind;
    this.code = detail.code ?? codeIn(detail.cause) ?? codeOfKind[kind];
    this.returnCode = detail.returnCode;
    this.permanent = detail.permanent ?? false;
    this.sent = detail.sent ?? "maybe";
    this.busy = detail.busy ?? false;
    this.unsupported = detail.unsupported ?? false;
  }
}

const codeOfKind = {
  NotFound: "HVRP205",
  AccessDenied: "HVRP203",
  Unavailable: "HVRP201",
  TimedOut: "HVRP202",
  Failed: "HVRP301",
} as const satisfies Record<CimErrorKind, ErrorCode>;

export function isCimError(error: unknown, ...kinds: readonly CimErrorKind[]): error is CimError {
  return error instanceof CimError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** The error that work ended in, as a value; what is no `CimError` is a defect, and rejects. */
export function failureOf(work: Promise<unknown>): Promise<CimError | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => {
      if (isCimError(error)) return error;
      throw error;
    },
  );
}

/**
 * Whether the same read may succeed later: the host is unreachable, a read took too long, or failed without a code that
 * says why (a restart of VMMS shows itself so too).
 */
export function isTransient(error: CimError): boolean {
  if (!isCimError(error, "Unavailable", "TimedOut", "Failed")) return false;
  return !error.permanent && !error.unsupported && (error.kind !== "Failed" || error.returnCode === undefined);
}
