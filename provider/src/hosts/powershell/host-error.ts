import { CimError, type CimErrorKind } from "../../cim/error";
import type { BridgeError } from "./reply";

/**
 * What a host's error is for us. Decided by codes and names only: messages come in the language of the host.
 */
export function kindOf(error: BridgeError): CimErrorKind {
  if (error.id === "HvBridge.ObjectNotFound") return "NotFound";
  if (bridgeUnavailable.has(error.id)) return "Unavailable";
  const code = codeOf(error) ?? "";
  return (
    kindOfCode.get(code) ??
    kindOfNativeError.get(error.nativeErrorCode) ??
    // All other errors of WS-Management are about the way to the host.
    (code.startsWith("0x8033") ? "Unavailable" : undefined) ??
    kindOfType.get(error.type) ??
    "Failed"
  );
}

/** The bridge's own: none of them says anything about an object of the host. */
const bridgeUnavailable: ReadonlySet<string> = new Set([
  "HvBridge.CimCmdletsMissing",
  "HvBridge.NotBegun",
  "HvBridge.NoReturnValue",
]);

/** The error as the callers of the port see it. `what` is the operation and the host. */
export function hostError(error: BridgeError, what: string, sent: "no" | "maybe" = "maybe"): CimError {
  const names = [error.nativeErrorCode, codeOf(error)].filter((name) => name !== undefined && name !== "");
  const code = names.length === 0 ? "" : ` (${names.join(", ")})`;
  const kind = kindOf(error);
  const hint = hintOf(error, kind);
  const message = error.message.trim().replace(/\.$/, "");
  const permanent = error.id === "HvBridge.CimCmdletsMissing";
  return new CimError(kind, `${what}: ${message}${code}${hint === undefined ? "" : `. ${hint}`}`, { permanent, sent });
}

/** Some hosts call a key that names no instance an invalid argument. */
export function isInvalidArgument(error: BridgeError): boolean {
  return error.nativeErrorCode === "InvalidParameter" || codeOf(error) === "0x80041008";
}

/** The HRESULT, in lower case: CIM puts it in the MessageId, other exceptions in their HResult. */
function codeOf({ messageId, hresult }: BridgeError): string | undefined {
  const code = /0x[0-9a-f]{8}/i.exec(messageId)?.[0].toLowerCase() ?? hresult.toLowerCase();
  return runtimeCodes.test(code) ? undefined : code;
}

/** What every exception of .NET has: it says nothing. */
const runtimeCodes = /^0x(?:8013....|80004005|80004003|00000000)$/;

const kindOfCode: ReadonlyMap<string, CimErrorKind> = new Map([
  ["0x80041002", "NotFound"], // WBEM_E_NOT_FOUND
  ["0x80041003", "AccessDenied"], // WBEM_E_ACCESS_DENIED
  ["0x80070005", "AccessDenied"], // E_ACCESSDENIED
  ["0x8007052e", "AccessDenied"], // ERROR_LOGON_FAILURE
  ["0x80070533", "AccessDenied"], // ERROR_ACCOUNT_DISABLED
  ["0x80070775", "AccessDenied"], // ERROR_ACCOUNT_LOCKED_OUT
  ["0x80041006", "Unavailable"], // WBEM_E_OUT_OF_MEMORY
  ["0x80041013", "Unavailable"], // WBEM_E_PROVIDER_LOAD_FAILURE: the Hyper-V service is down
  ["0x80041014", "Unavailable"], // WBEM_E_INITIALIZATION_FAILURE
  ["0x80041015", "Unavailable"], // WBEM_E_TRANSPORT_FAILURE
  ["0x80041032", "Unavailable"], // WBEM_E_CALL_CANCELLED
  ["0x80041033", "Unavailable"], // WBEM_E_SHUTTING_DOWN
  ["0x80041045", "Unavailable"], // WBEM_E_SERVER_TOO_BUSY
  ["0x8004106c", "Unavailable"], // WBEM_E_QUOTA_VIOLATION
  ["0x80080005", "Unavailable"], // CO_E_SERVER_EXEC_FAILURE
  ["0x80010108", "Unavailable"], // RPC_E_DISCONNECTED
  ["0x80070035", "Unavailable"], // ERROR_BAD_NETPATH
  ["0x800706ba", "Unavailable"], // RPC_S_SERVER_UNAVAILABLE
  ["0x800706bb", "Unavailable"], // RPC_S_SERVER_TOO_BUSY
  ["0x800706be", "Unavailable"], // RPC_S_CALL_FAILED
  ["0x800706bf", "Unavailable"], // RPC_S_CALL_FAILED_DNE
  ["0x80072ee2", "Unavailable"], // ERROR_WINHTTP_TIMEOUT
  ["0x80072ee7", "Unavailable"], // ERROR_WINHTTP_NAME_NOT_RESOLVED
  ["0x80072efd", "Unavailable"], // ERROR_WINHTTP_CANNOT_CONNECT
  ["0x80072efe", "Unavailable"], // ERROR_WINHTTP_CONNECTION_ERROR
  ["0x80041069", "TimedOut"], // WBEM_E_PROVIDER_TIMED_OUT
  ["0x80043001", "TimedOut"], // wbemErrTimedout
  ["0x800705b4", "TimedOut"], // ERROR_TIMEOUT
  ["0x80338029", "TimedOut"], // ERROR_WSMAN_OPERATION_TIMEDOUT
]);

/** The NativeErrorCode of a CimException. A missing cmdlet has a category of that name too, but no such code. */
const kindOfNativeError: ReadonlyMap<string, CimErrorKind> = new Map([
  ["NotFound", "NotFound"],
  ["AccessDenied", "AccessDenied"],
  ["ServerIsShuttingDown", "Unavailable"],
  ["ServerLimitsExceeded", "Unavailable"],
]);

const kindOfType: ReadonlyMap<string, CimErrorKind> = new Map([
  ["System.UnauthorizedAccessException", "AccessDenied"],
  ["System.TimeoutException", "TimedOut"],
]);

function hintOf(error: BridgeError, kind: CimErrorKind): string | undefined {
  if (error.id === "HvBridge.CimCmdletsMissing") {
    return (
      "They exist on Windows only: from another system, reach the Hyper-V host with connection ssh; on Windows, name a " +
      "PowerShell that has them (powershell.exe)"
    );
  }
  if (error.nativeErrorCode === "InvalidNamespace" || codeOf(error) === "0x8004100e") {
    return "Hyper-V is not on this host: the role is not installed, or the host is older than Windows Server 2016 / Windows 10";
  }
  if (kind === "AccessDenied") {
    return 'Add the account to the local group "Hyper-V Administrators" of the host, or run elevated';
  }
  if (kind === "Unavailable" && !bridgeUnavailable.has(error.id)) {
    return "Check that the host is on and its name is right, and that it lets itself be managed from here (winrm quickconfig, firewall)";
  }
  return undefined;
}
