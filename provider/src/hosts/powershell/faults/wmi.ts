import { type FaultOfCodes, misconfigured, unreachable } from "./fault";

const busy = "The host may be starting or short of memory: check the services Winmgmt and vmms, and their event logs";

/** What WMI and WS-Management answer once the host is reached. */
export const wmi: readonly FaultOfCodes[] = [
  { kind: "NotFound", codes: { "0x80041002": "WBEM_E_NOT_FOUND" } },
  {
    kind: "AccessDenied",
    permanent: true,
    advice: 'Add the account to the local group "Hyper-V Administrators" of the host, or run elevated',
    codes: { "0x80041003": "WBEM_E_ACCESS_DENIED", "0x80070005": "E_ACCESSDENIED" },
  },
  {
    kind: "Failed",
    code: "HVRP204",
    permanent: true,
    advice:
      "Hyper-V is not on this host: the role is not installed, or the host is older than Windows Server 2016 / Windows 10",
    codes: { "0x8004100e": "WBEM_E_INVALID_NAMESPACE" },
  },
  { kind: "Failed", code: "HVRP303", unsupported: true, codes: { "0x80041010": "WBEM_E_INVALID_CLASS" } },
  {
    kind: "Failed",
    code: "HVRP304",
    permanent: true,
    advice: "This host does not accept the request: report it, with the version of Windows",
    codes: {
      "0x80041005": "WBEM_E_TYPE_MISMATCH",
      "0x80041008": "WBEM_E_INVALID_PARAMETER",
      "0x8004100c": "WBEM_E_NOT_SUPPORTED",
      "0x80041017": "WBEM_E_INVALID_QUERY",
      "0x8004102e": "WBEM_E_INVALID_METHOD",
      "0x8004102f": "WBEM_E_INVALID_METHOD_PARAMETERS",
    },
  },
  {
    ...unreachable,
    code: "HVRP206",
    advice: busy,
    codes: {
      "0x80041006": "WBEM_E_OUT_OF_MEMORY",
      "0x80041013": "WBEM_E_PROVIDER_LOAD_FAILURE",
      "0x80041014": "WBEM_E_INITIALIZATION_FAILURE",
      "0x80041015": "WBEM_E_TRANSPORT_FAILURE",
      "0x80041032": "WBEM_E_CALL_CANCELLED",
      "0x80041033": "WBEM_E_SHUTTING_DOWN",
      "0x80041045": "WBEM_E_SERVER_TOO_BUSY",
      "0x800706bb": "RPC_S_SERVER_TOO_BUSY",
      "0x80080005": "CO_E_SERVER_EXEC_FAILURE",
    },
  },
  {
    kind: "TimedOut",
    codes: {
      "0x80041069": "WBEM_E_PROVIDER_TIMED_OUT",
      "0x80043001": "wbemErrTimedout",
      "0x800705b4": "ERROR_TIMEOUT",
      "0x80338029": "ERROR_WSMAN_OPERATION_TIMEDOUT",
    },
  },
  {
    ...misconfigured,
    code: "HVRP211",
    cause: "a request or its answer is larger than WS-Management allows",
    advice: "Allow more on the host and on this computer: Set-Item WSMan:\\localhost\\MaxEnvelopeSizeKb 8192",
    codes: {
      "0x80338026": "ERROR_WSMAN_ENVELOPE_TOO_LARGE",
      "0x80338047": "ERROR_WSMAN_MAX_ENVELOPE_SIZE",
      "0x80338048": "ERROR_WSMAN_MAX_ENVELOPE_SIZE_EXCEEDED",
      "0x80338049": "ERROR_WSMAN_SERVER_ENVELOPE_LIMIT",
      "0x80338111": "ERROR_WSMAN_HTTP_REQUEST_TOO_LARGE_STATUS",
    },
  },
  {
    ...unreachable,
    code: "HVRP206",
    cause: "a quota of the host is exceeded (simultaneous operations, sessions or users)",
    advice: "Wait for others to end, or raise it (winrm get winrm/config/service)",
    codes: {
      "0x8004106c": "WBEM_E_QUOTA_VIOLATION",
      "0x8033803f": "ERROR_WSMAN_QUOTA_LIMIT",
      "0x803381a5": "ERROR_WSMAN_QUOTA_MAX_SHELLS",
      "0x803381a6": "ERROR_WSMAN_QUOTA_MAX_OPERATIONS",
      "0x803381a7": "ERROR_WSMAN_QUOTA_USER",
      "0x803381a8": "ERROR_WSMAN_QUOTA_SYSTEM",
      "0x803381ab": "ERROR_WSMAN_QUOTA_MAX_SHELLUSERS",
      "0x803381e4": "ERROR_WSMAN_QUOTA_MAX_SHELLS_PPQ",
      "0x803381e5": "ERROR_WSMAN_QUOTA_MAX_USERS_PPQ",
      "0x803381e6": "ERROR_WSMAN_QUOTA_MAX_PLUGINSHELLS_PPQ",
      "0x803381e7": "ERROR_WSMAN_QUOTA_MAX_PLUGINOPERATIONS_PPQ",
      "0x803381e8": "ERROR_WSMAN_QUOTA_MAX_OPERATIONS_USER_PPQ",
      "0x803381ea": "ERROR_WSMAN_QUOTA_MIN_REQUIREMENT_NOT_AVAILABLE_PPQ",
    },
  },
];
