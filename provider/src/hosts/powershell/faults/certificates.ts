import { type FaultOfCodes, misconfigured } from "./fault";

/** HTTPS. */
export const certificates: readonly FaultOfCodes[] = [
  {
    ...misconfigured,
    code: "HVRP208",
    cause: "the certificate of the host is for another name",
    advice: "Set computerName to a name in the certificate, or give the host a certificate for this name",
    codes: { "0x80072f06": "ERROR_WINHTTP_SECURE_CERT_CN_INVALID", "0x800b010f": "CERT_E_CN_NO_MATCH" },
  },
  {
    ...misconfigured,
    code: "HVRP208",
    cause: "the certificate of the host was issued by an authority that this computer does not trust",
    advice: "Add the certificate of the authority to the trusted root certification authorities of this computer",
    codes: {
      "0x80072f0d": "ERROR_WINHTTP_SECURE_INVALID_CA",
      "0x80090325": "SEC_E_UNTRUSTED_ROOT",
      "0x800b0109": "CERT_E_UNTRUSTEDROOT",
      "0x800b010a": "CERT_E_CHAINING",
    },
  },
  {
    ...misconfigured,
    code: "HVRP208",
    cause: "the certificate of the host has expired, or is not valid yet",
    advice: "Renew it, and compare the clocks of this computer and the host",
    codes: {
      "0x80072f05": "ERROR_WINHTTP_SECURE_CERT_DATE_INVALID",
      "0x80090328": "SEC_E_CERT_EXPIRED",
      "0x800b0101": "CERT_E_EXPIRED",
    },
  },
  {
    ...misconfigured,
    code: "HVRP208",
    cause: "the certificate of the host is revoked, or its revocation cannot be checked",
    advice: "Renew it, or let this computer reach the revocation list that the certificate names",
    codes: {
      "0x80072f19": "ERROR_WINHTTP_SECURE_CERT_REV_FAILED",
      "0x80072f8a": "ERROR_WINHTTP_SECURE_CERT_REVOKED",
      "0x80092012": "CRYPT_E_NO_REVOCATION_CHECK",
      "0x80092013": "CRYPT_E_REVOCATION_OFFLINE",
      "0x800b010c": "CERT_E_REVOKED",
    },
  },
  {
    ...misconfigured,
    code: "HVRP208",
    cause: "this computer does not accept the certificate of the host",
    advice: "Check its name, its authority, its dates and its purpose (server authentication)",
    codes: {
      "0x803381ba": "ERROR_WSMAN_SSL_CONNECTION_ABORTED",
      "0x80072f7d": "ERROR_WINHTTP_SECURE_CHANNEL_ERROR",
      "0x80072f89": "ERROR_WINHTTP_SECURE_INVALID_CERT",
      "0x80072f8f": "ERROR_WINHTTP_SECURE_FAILURE",
      "0x80072f93": "ERROR_WINHTTP_SECURE_CERT_WRONG_USAGE",
    },
  },
];
