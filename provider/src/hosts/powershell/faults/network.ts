import { type FaultOfCodes, misconfigured, unreachable } from "./fault";

/** The way to the host. */
export const network: readonly FaultOfCodes[] = [
  {
    ...unreachable,
    cause: "the host cannot be reached",
    advice: "Check that it is on, its name, its firewall, and that it can be managed from here (winrm quickconfig)",
    codes: {
      "0x80338012": "ERROR_WSMAN_DESTINATION_UNREACHABLE",
      "0x80338112": "ERROR_WSMAN_HTTP_SERVICE_UNAVAILABLE_STATUS",
      "0x80338126": "ERROR_WSMAN_NETWORK_TIMEDOUT",
      "0x80010108": "RPC_E_DISCONNECTED",
      "0x80070035": "ERROR_BAD_NETPATH",
      "0x800706ba": "RPC_S_SERVER_UNAVAILABLE",
      "0x800706be": "RPC_S_CALL_FAILED",
      "0x800706bf": "RPC_S_CALL_FAILED_DNE",
      "0x80072afa": "WSATRY_AGAIN",
      "0x80072ee2": "ERROR_WINHTTP_TIMEOUT",
      "0x80072efd": "ERROR_WINHTTP_CANNOT_CONNECT",
      "0x80072efe": "ERROR_WINHTTP_CONNECTION_ERROR",
    },
  },
  {
    ...misconfigured,
    code: "HVRP207",
    cause: "the host name cannot be resolved",
    advice: "Check computerName, and the DNS server of this computer",
    codes: {
      "0x803381b9": "ERROR_WSMAN_NAME_NOT_RESOLVED",
      "0x80072af9": "WSAHOST_NOT_FOUND",
      "0x80072ee7": "ERROR_WINHTTP_NAME_NOT_RESOLVED",
    },
  },
];
