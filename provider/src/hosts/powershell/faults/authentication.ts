import { type FaultOfCodes, misconfigured, refusedLogon, unreachable } from "./fault";

/** How this computer and the host prove to each other who they are. */
export const authentication: readonly FaultOfCodes[] = [
  {
    ...misconfigured,
    code: "HVRP209",
    cause: "this computer does not trust the host",
    advice:
      "In a domain, use the DNS name of the host. Otherwise use HTTPS (useSsl), or add it to TrustedHosts of this computer " +
      "(Set-Item WSMan:\\localhost\\Client\\TrustedHosts <host> -Concatenate)",
    codes: {
      "0x803380e4": "ERROR_WSMAN_SERVER_NOT_TRUSTED",
      "0x803380e5": "ERROR_WSMAN_EXPLICIT_CREDENTIALS_REQUIRED",
      "0x8033810b": "ERROR_WSMAN_KERBEROS_IPADDRESS",
      "0x803381bb": "ERROR_WSMAN_DEFAULTAUTH_IPADDRESS",
    },
  },
  {
    ...misconfigured,
    code: "HVRP209",
    cause: "the clocks of this computer and the host differ by more than Kerberos allows",
    advice: "Synchronise them with the domain (w32tm /resync)",
    codes: { "0x80090324": "SEC_E_TIME_SKEW", "0x80070576": "ERROR_TIME_SKEW" },
  },
  {
    ...misconfigured,
    code: "HVRP209",
    cause: "the service principal name (SPN) of the host is missing or belongs to another account",
    advice: "Use the full DNS name of the host, and check its SPNs: setspn -Q HTTP/<host>, setspn -X",
    codes: {
      "0x80070574": "ERROR_WRONG_TARGET_NAME",
      "0x80090303": "SEC_E_TARGET_UNKNOWN",
      "0x80090322": "SEC_E_WRONG_PRINCIPAL",
      "0x803381f0": "ERROR_WSMAN_MUTUAL_AUTH_FAILED",
    },
  },
  {
    ...refusedLogon,
    code: "HVRP209",
    cause: "the account that runs Pulumi has no Kerberos credentials",
    advice: "Run Pulumi as an account of the domain, or set username and password",
    codes: { "0x8009030e": "SEC_E_NO_CREDENTIALS", "0x80070520": "ERROR_NO_SUCH_LOGON_SESSION" },
  },
  {
    ...misconfigured,
    code: "HVRP209",
    cause: "this computer is not in a domain, and Kerberos needs one",
    advice: 'Set authentication to "Negotiate", with HTTPS (useSsl) or TrustedHosts',
    codes: { "0x8033810c": "ERROR_WSMAN_CLIENT_WORKGROUP_NO_KERBEROS" },
  },
  {
    ...unreachable,
    code: "HVRP209",
    cause: "no domain controller can be reached",
    advice:
      'Check the network and the DNS server of this computer; without a domain, set authentication to "Negotiate"',
    codes: { "0x80090311": "SEC_E_NO_AUTHENTICATING_AUTHORITY", "0x8007051f": "ERROR_NO_LOGON_SERVERS" },
  },
  {
    ...misconfigured,
    code: "HVRP209",
    cause: "unencrypted traffic is disabled on this computer",
    advice: "Use HTTPS (useSsl), or an authentication that encrypts (Negotiate, Kerberos)",
    codes: { "0x803380de": "ERROR_WSMAN_CLIENT_UNENCRYPTED_DISABLED" },
  },
  {
    ...misconfigured,
    code: "HVRP209",
    cause: "the configured authentication is disabled on this computer",
    advice: "Choose another authentication, or allow this one (winrm get winrm/config/client)",
    codes: {
      "0x803380df": "ERROR_WSMAN_CLIENT_BASIC_AUTHENTICATION_DISABLED",
      "0x803380e0": "ERROR_WSMAN_CLIENT_DIGEST_AUTHENTICATION_DISABLED",
      "0x803380e1": "ERROR_WSMAN_CLIENT_NEGOTIATE_AUTHENTICATION_DISABLED",
      "0x803380e2": "ERROR_WSMAN_CLIENT_KERBEROS_AUTHENTICATION_DISABLED",
      "0x803381a2": "ERROR_WSMAN_CLIENT_CREDSSP_AUTHENTICATION_DISABLED",
      "0x803381a3": "ERROR_WSMAN_CLIENT_ALLOWFRESHCREDENTIALS",
      "0x803381a4": "ERROR_WSMAN_CLIENT_ALLOWFRESHCREDENTIALS_NTLMONLY",
    },
  },
];
