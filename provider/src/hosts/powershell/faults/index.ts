import type { BridgeError } from "../reply";
import { accounts, sessionDenied } from "./accounts";
import { authentication } from "./authentication";
import { certificates } from "./certificates";
import { type FaultOfCodes, type HostFault, misconfigured, unreachable } from "./fault";
import { network } from "./network";
import { wmi } from "./wmi";

export type { HostFault } from "./fault";

export const faultTable: readonly FaultOfCodes[] = [
  ...network,
  ...certificates,
  ...authentication,
  ...accounts,
  ...wmi,
];

const faultOfCode: ReadonlyMap<string, HostFault> = new Map(
  faultTable.flatMap((fault) => Object.keys(fault.codes).map((code) => [code, fault] as const)),
);

function fault(code: string): HostFault {
  const found = faultOfCode.get(code);
  if (found === undefined) throw new Error(`unreachable: no fault has the code ${code}`);
  return found;
}

const brokenCimCmdlets: HostFault = {
  ...misconfigured,
  code: "HVRP224",
  advice: "Run Import-Module CimCmdlets in that PowerShell, or configure another one (powershell.exe)",
};

/** Of the bridge script and of PowerShell: the first part of the FullyQualifiedErrorId. */
const faultOfId: ReadonlyMap<string, HostFault> = new Map<string, HostFault>([
  ["HvBridge.ObjectNotFound", { kind: "NotFound" }],
  ["HvBridge.ClassNotFound", { kind: "Failed", code: "HVRP303", unsupported: true }],
  [
    "HvBridge.CimCmdletsMissing",
    {
      ...misconfigured,
      code: "HVRP224",
      advice:
        "They exist on Windows only: from another system, reach the Hyper-V host with connection ssh; on Windows, name a " +
        "PowerShell that has them (powershell.exe)",
    },
  ],
  ["HvBridge.CimCmdletsBroken", brokenCimCmdlets],
  // The bridge itself: neither says anything about the host.
  ["HvBridge.NotBegun", { kind: "Unavailable", code: "HVRP227", busy: true }],
  ["HvBridge.NoReturnValue", { kind: "Unavailable", code: "HVRP226" }],
  // Found, and loaded only by the first call.
  ["CouldNotAutoloadMatchingModule", brokenCimCmdlets],
]);

/** WS-Management hands on a list in parts, and VMMS that restarts knows no more of it. */
const forgottenList: HostFault = {
  ...unreachable,
  code: "HVRP206",
  cause: "the host has forgotten a list before it was read to its end",
};

/** The NativeErrorCode of a CimException. A missing cmdlet has a category of the name NotFound too, but no such code. */
const faultOfNativeError: ReadonlyMap<string, HostFault> = new Map([
  ["NotFound", { kind: "NotFound" }],
  ["AccessDenied", fault("0x80041003")],
  ["InvalidNamespace", fault("0x8004100e")],
  ["InvalidClass", fault("0x80041010")],
  ["InvalidParameter", fault("0x80041008")],
  ["InvalidQuery", fault("0x80041017")],
  ["TypeMismatch", fault("0x80041005")],
  ["NotSupported", fault("0x8004100c")],
  ["MethodNotFound", fault("0x8004102e")],
  ["InvalidEnumerationContext", forgottenList],
  ["PullHasBeenAbandoned", forgottenList],
  ["ServerIsShuttingDown", fault("0x80041033")],
  ["ServerLimitsExceeded", fault("0x8004106c")],
]);

const faultOfType: ReadonlyMap<string, HostFault> = new Map<string, HostFault>([
  ["System.UnauthorizedAccessException", fault("0x80070005")],
  ["System.TimeoutException", { kind: "TimedOut" }],
]);

const otherWsmanFault: HostFault = { ...unreachable, advice: "Test the connection by hand: Test-WSMan <host>" };

/** What a host's error means. Decided by codes, names and ids only: messages come in the language of the host. */
export function hostFaultOf(error: BridgeError): HostFault {
  const code = hresultOf(error) ?? "";
  const found = faultOfId.get(idOf(error)) ??
    faultOfCode.get(innerCodeOf(error, code) ?? code) ??
    faultOfNativeError.get(error.nativeErrorCode) ??
    (code.startsWith("0x8033") ? otherWsmanFault : undefined) ??
    faultOfType.get(error.type) ?? { kind: "Failed" };
  return found.cause === undefined && found.kind === "AccessDenied" && opensSession(error) ? sessionDenied : found;
}

/** `CommandNotFoundException` of `CommandNotFoundException,Microsoft.PowerShell...`. */
export function idOf({ id }: BridgeError): string {
  return id.split(",", 1)[0] ?? "";
}

/** The HRESULT, in lower case: CIM puts it in the MessageId, other exceptions in their HResult. */
export function hresultOf({ messageId, hresult }: BridgeError): string | undefined {
  const code = /0x[0-9a-f]{8}/i.exec(messageId)?.[0].toLowerCase() ?? hresult.toLowerCase();
  return runtimeCodes.test(code) ? undefined : code;
}

/** What every exception of .NET has: it says nothing. */
const runtimeCodes = /^0x(?:8013....|80004005|80004003|00000000)$/;

/** ERROR_WSMAN_SECURITY_UNMAPPED: which error of Kerberos it was, stands in the message as a number, in every language. */
function innerCodeOf({ message }: BridgeError, code: string): string | undefined {
  if (code !== "0x8033809d") return undefined;
  const codes = message.slice(0, 2_000).match(/0x[0-9a-f]{8}/gi) ?? [];
  return codes.map((inner) => inner.toLowerCase()).find((inner) => faultOfCode.has(inner));
}

/** Until there is a session, access is denied to the host, and not to anything on it. */
function opensSession({ id }: BridgeError): boolean {
  return id.includes(".NewCimSessionCommand");
}
