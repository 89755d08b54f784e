import type { CimErrorKind } from "../../../cim/error";
import type { ErrorCode } from "../../../support/error-codes";

/** What an error code of Windows means for the caller and for the user. */
export interface HostFault {
  readonly kind: CimErrorKind;
  /** Default: the one that says no more than the kind. */
  readonly code?: ErrorCode;
  /** What is wrong, where the code says it better than the host does. */
  readonly cause?: string;
  readonly advice?: string;
  /** Waiting does not help: somebody has to change something first. Default false. */
  readonly permanent?: boolean;
  /** Nothing was done, and may be done later. Default false. */
  readonly busy?: boolean;
  /** The host lacks what the request needs. Default false. */
  readonly unsupported?: boolean;
}

export interface FaultOfCodes extends HostFault {
  /** HRESULTs, in lower case, with the names that Windows gives them (wsmerror.h, winerror.h, wbemcli.h, winhttp.h). */
  readonly codes: Readonly<Record<string, string>>;
}

export const refusedLogon = { kind: "AccessDenied", code: "HVRP210", permanent: true } as const;
export const misconfigured = { kind: "Unavailable", permanent: true } as const;
export const unreachable = { kind: "Unavailable" } as const;

/** What an error of the way to a host says last of its own. */
export function worthWaiting(permanent: boolean): string {
  return permanent ? "Waiting does not help" : "It may pass by itself";
}
