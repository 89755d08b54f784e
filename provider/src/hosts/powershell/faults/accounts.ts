import { type FaultOfCodes, refusedLogon } from "./fault";

/** A refused logon says nothing about rights in Hyper-V. It is never retried: that locks accounts. */
export const accounts: readonly FaultOfCodes[] = [
  {
    ...refusedLogon,
    cause: "the host refused the logon: it does not know the account, or the password is wrong",
    advice: "Check username (DOMAIN\\user, or HOST\\user for an account of the host) and password",
    codes: {
      "0x80070056": "ERROR_INVALID_PASSWORD",
      "0x80070525": "ERROR_NO_SUCH_USER",
      "0x8007052e": "ERROR_LOGON_FAILURE",
      "0x8009030c": "SEC_E_LOGON_DENIED",
      "0x80338036": "ERROR_WSMAN_FAILED_AUTHENTICATION",
    },
  },
  {
    ...refusedLogon,
    cause: "the host refused the logon: the account is locked out",
    advice: "Unlock it, and find what still uses an old password",
    codes: { "0x80070775": "ERROR_ACCOUNT_LOCKED_OUT" },
  },
  {
    ...refusedLogon,
    cause: "the host refused the logon: the password has expired, or must be changed first",
    advice: "Set a new password for the account",
    codes: { "0x80070532": "ERROR_PASSWORD_EXPIRED", "0x80070773": "ERROR_PASSWORD_MUST_CHANGE" },
  },
  {
    ...refusedLogon,
    cause: "the host refused the logon: the account has expired or is disabled",
    advice: "Enable it, or use another account",
    codes: { "0x80070533": "ERROR_ACCOUNT_DISABLED", "0x80070701": "ERROR_ACCOUNT_EXPIRED" },
  },
  {
    ...refusedLogon,
    cause: "the host refused the logon: the account may not log on in this way, at this time or from this computer",
    advice:
      "Check its logon hours and workstations, and the right to access the host from the network; a password must not be empty",
    codes: {
      "0x8007052f": "ERROR_ACCOUNT_RESTRICTION",
      "0x80070530": "ERROR_INVALID_LOGON_HOURS",
      "0x80070531": "ERROR_INVALID_WORKSTATION",
      "0x80070569": "ERROR_LOGON_TYPE_NOT_GRANTED",
    },
  },
];

/** Access denied to a session that is being opened: WS-Management and DCOM say no more. */
export const sessionDenied = {
  ...refusedLogon,
  cause: "the host refused the logon",
  advice:
    "Check username and password, and that the account may open a session: Remote Management Users (wsman), " +
    "Distributed COM Users (dcom)",
} as const;
