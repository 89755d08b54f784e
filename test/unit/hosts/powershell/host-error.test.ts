import { describe, expect, test } from "vitest";
import { faultTable } from "../../../../provider/src/hosts/powershell/faults";
import { hostError, isInvalidArgument, kindOf } from "../../../../provider/src/hosts/powershell/host-error";
import type { BridgeError } from "../../../../provider/src/hosts/powershell/reply";

const cimCmdlet = (name: string, code = "0x80041001") =>
  `HRESULT ${code},Microsoft.Management.Infrastructure.CimCmdlets.${name}Command`;

function error(given: Partial<BridgeError>): BridgeError {
  return {
    id: cimCmdlet("GetCimInstance"),
    category: "NotSpecified",
    type: "Microsoft.Management.Infrastructure.CimException",
    hresult: "0x80131500",
    nativeErrorCode: "Failed",
    messageId: "HRESULT 0x80041001",
    message: "Allgemeiner Fehler ",
    ...given,
  };
}

/** An error of New-CimSession. */
function sessionError(code: string, given: Partial<BridgeError> = {}): BridgeError {
  return error({ id: cimCmdlet("NewCimSession", code), messageId: `HRESULT ${code}`, ...given });
}

describe("an error of the host is", () => {
  test.each<[string, Partial<BridgeError>]>([
    ["WMI's code says so", { messageId: "HRESULT 0x80041002" }],
    ["the CIM code says so", { nativeErrorCode: "NotFound", messageId: "", category: "ObjectNotFound" }],
    ["the CIM code of a remote host says so", { nativeErrorCode: "NotFound", messageId: "HRESULT 0x80338000" }],
    ["the object of a method is missing", { id: "HvBridge.ObjectNotFound", nativeErrorCode: "", messageId: "" }],
  ])("NotFound when %s", (_, given) => {
    expect(kindOf(error(given))).toBe("NotFound");
  });

  test.each<[string, Partial<BridgeError>]>([
    [
      "a cmdlet is missing",
      {
        id: "CommandNotFoundException",
        category: "ObjectNotFound",
        type: "System.Management.Automation.CommandNotFoundException",
        hresult: "0x80131501",
        nativeErrorCode: "",
        messageId: "",
      },
    ],
    ["a class is missing", { nativeErrorCode: "InvalidClass", messageId: "HRESULT 0x80041010" }],
    ["the class of an argument is missing", { id: "HvBridge.ClassNotFound", nativeErrorCode: "", messageId: "" }],
    ["the namespace is missing", { nativeErrorCode: "InvalidNamespace", messageId: "HRESULT 0x8004100e" }],
    ["the message says so in some language", { message: "Nicht gefunden. Not found. ObjectNotFound" }],
    ["the message holds the code", { message: "siehe 0x80041002" }],
  ])("never NotFound when %s", (_, given) => {
    expect(kindOf(error(given))).toBe("Failed");
  });

  test.each<[string, Partial<BridgeError>]>([
    ["AccessDenied", { messageId: "HRESULT 0x80041003" }],
    ["AccessDenied", { messageId: "HRESULT 0x80070005" }],
    ["AccessDenied", { messageId: "", nativeErrorCode: "AccessDenied" }],
    ["AccessDenied", { messageId: "", nativeErrorCode: "", type: "System.UnauthorizedAccessException" }],
    ["AccessDenied", { messageId: "", nativeErrorCode: "", hresult: "0x80070005" }],
    ["Unavailable", { messageId: "HRESULT 0x800706BA" }],
    ["Unavailable", { messageId: "HRESULT 0x80041013" }],
    ["Unavailable", { messageId: "HRESULT 0x80338999" }],
    ["Unavailable", { messageId: "", nativeErrorCode: "ServerIsShuttingDown" }],
    ["Unavailable", { messageId: "", nativeErrorCode: "InvalidEnumerationContext" }],
    ["Unavailable", { messageId: "", nativeErrorCode: "PullHasBeenAbandoned" }],
    ["TimedOut", { messageId: "HRESULT 0x80338029" }],
    ["TimedOut", { messageId: "HRESULT 0x800705b4" }],
    ["Unavailable", { id: "HvBridge.NotBegun", nativeErrorCode: "", messageId: "" }],
    ["Unavailable", { id: "HvBridge.NoReturnValue", nativeErrorCode: "", messageId: "" }],
    ["TimedOut", { messageId: "", nativeErrorCode: "", type: "System.TimeoutException" }],
    ["Failed", {}],
    ["Failed", { type: "System.FormatException", nativeErrorCode: "", messageId: "", hresult: "0x80131537" }],
  ])("%s by its codes: %o", (kind, given) => {
    expect(kindOf(error(given))).toBe(kind);
  });
});

describe("what a read that is repeated will not mend", () => {
  test.each<[string, Partial<BridgeError>]>([
    ["a namespace", { nativeErrorCode: "InvalidNamespace", messageId: "" }],
    ["a parameter", { nativeErrorCode: "InvalidParameter", messageId: "" }],
    ["a query", { nativeErrorCode: "InvalidQuery", messageId: "" }],
    ["a type", { nativeErrorCode: "TypeMismatch", messageId: "" }],
    ["a method", { nativeErrorCode: "MethodNotFound", messageId: "" }],
    ["an operation", { nativeErrorCode: "NotSupported", messageId: "" }],
    ["a query, by its code", { messageId: "HRESULT 0x80041017" }],
    ["a parameter, by its code", { messageId: "HRESULT 0x80041008" }],
  ])("is that the host does not know or take %s", (_, given) => {
    expect(hostError(error(given), "query")).toMatchObject({ kind: "Failed", permanent: true });
  });

  test("is that the host has no such class", () => {
    const told = hostError(error({ nativeErrorCode: "InvalidClass", messageId: "" }), "query");
    expect(told).toMatchObject({ kind: "Failed", unsupported: true });
  });
});

describe("what prevents a session", () => {
  test.each<[string, string, string, boolean]>([
    ["0x80338012", "Unavailable", "the host cannot be reached", false],
    ["0x800706ba", "Unavailable", "the host cannot be reached", false],
    ["0x803381b9", "Unavailable", "the host name cannot be resolved", true],
    ["0x80072ee7", "Unavailable", "the host name cannot be resolved", true],
    ["0x803380e4", "Unavailable", "this computer does not trust the host", true],
    ["0x803381bb", "Unavailable", "this computer does not trust the host", true],
    ["0x80072f06", "Unavailable", "the certificate of the host is for another name", true],
    [
      "0x80072f0d",
      "Unavailable",
      "the certificate of the host was issued by an authority that this computer does not trust",
      true,
    ],
    ["0x80072f05", "Unavailable", "the certificate of the host has expired, or is not valid yet", true],
    ["0x80092013", "Unavailable", "the certificate of the host is revoked, or its revocation cannot be checked", true],
    ["0x80072f8f", "Unavailable", "this computer does not accept the certificate of the host", true],
    ["0x80090324", "Unavailable", "the clocks of this computer and the host differ by more than Kerberos allows", true],
    [
      "0x80090322",
      "Unavailable",
      "the service principal name (SPN) of the host is missing or belongs to another account",
      true,
    ],
    ["0x8009030e", "AccessDenied", "the account that runs Pulumi has no Kerberos credentials", true],
    ["0x8033810c", "Unavailable", "this computer is not in a domain, and Kerberos needs one", true],
    ["0x80090311", "Unavailable", "no domain controller can be reached", false],
    ["0x803380de", "Unavailable", "unencrypted traffic is disabled on this computer", true],
    ["0x803380df", "Unavailable", "the configured authentication is disabled on this computer", true],
    ["0x80338048", "Unavailable", "a request or its answer is larger than WS-Management allows", true],
    [
      "0x803381a6",
      "Unavailable",
      "a quota of the host is exceeded (simultaneous operations, sessions or users)",
      false,
    ],
    [
      "0x8007052e",
      "AccessDenied",
      "the host refused the logon: it does not know the account, or the password is wrong",
      true,
    ],
    ["0x80070775", "AccessDenied", "the host refused the logon: the account is locked out", true],
    [
      "0x80070532",
      "AccessDenied",
      "the host refused the logon: the password has expired, or must be changed first",
      true,
    ],
    ["0x80070701", "AccessDenied", "the host refused the logon: the account has expired or is disabled", true],
    [
      "0x80070569",
      "AccessDenied",
      "the host refused the logon: the account may not log on in this way, at this time or from this computer",
      true,
    ],
    ["0x80070005", "AccessDenied", "the host refused the logon", true],
    ["0x80041003", "AccessDenied", "the host refused the logon", true],
  ])("by code %s: %s, %s", (code, kind, cause, permanent) => {
    const told = hostError(sessionError(code), "no session with hv01 (wsman)");
    expect(told).toMatchObject({ kind, permanent });
    expect(told.message).toMatch(`no session with hv01 (wsman): ${cause} (Failed, ${code}). `);
    const patience = permanent ? "Waiting does not help" : "It may pass by itself";
    expect(told.message.endsWith(`. ${patience}. It said: Allgemeiner Fehler`)).toBe(true);
    expect(told.message).not.toMatch(/Hyper-V Administrators|\.\./);
  });

  test("is in the message where WS-Management has one code for all of Kerberos", () => {
    const message = "WinRM: Bei der Kerberos-Authentifizierung ist Fehler 0x80090324 aufgetreten.";
    expect(hostError(sessionError("0x8033809d", { message }), "open").message).toMatch(
      "open: the clocks of this computer and the host differ by more than Kerberos allows (Failed, 0x8033809d). ",
    );
    expect(hostError(sessionError("0x8033809d", { message: "unbekannt" }), "open")).toMatchObject({
      kind: "Unavailable",
      permanent: false,
      message: "open: unbekannt (Failed, 0x8033809d). Test the connection by hand: Test-WSMan <host>",
    });
  });
});

describe("the table", () => {
  const codes = faultTable.flatMap((fault) => Object.keys(fault.codes));

  test("has each code once, as codes are compared", () => {
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^0x8[0-9a-f]{7}$/.test(code))).toEqual([]);
  });

  test("says of every fault that somebody has to mend what to do, and of no other that waiting is in vain", () => {
    for (const { kind, permanent, cause, advice } of faultTable) {
      if (permanent) expect(advice).toBeDefined();
      if (kind === "TimedOut" || kind === "NotFound") expect(permanent ?? false).toBe(false);
      for (const text of [cause, advice]) expect(text ?? "").not.toMatch(/[.:]$/);
    }
  });

  test("sends nobody whose logon was refused to the groups of Hyper-V", () => {
    const refused = faultTable.filter(({ kind, cause }) => kind === "AccessDenied" && cause !== undefined);
    expect(refused.length).toBeGreaterThan(5);
    for (const { advice } of refused) expect(advice).not.toContain("Hyper-V");
  });
});

describe("its message", () => {
  test("says what was asked of whom, what the host said, and its codes", () => {
    expect(hostError(error({}), "query of Msvm_ComputerSystem on hv01 (wsman)").message).toBe(
      "query of Msvm_ComputerSystem on hv01 (wsman): Allgemeiner Fehler (Failed, 0x80041001)",
    );
  });

  test("gives no advice about the way to the host when the bridge itself has refused", () => {
    const refused = { id: "HvBridge.NotBegun", nativeErrorCode: "", messageId: "", message: "It arrived too late." };
    expect(hostError(error(refused), "get").message).toBe("get: It arrived too late");
    expect(hostError(error(refused), "get", "no")).toMatchObject({ busy: true, sent: "no" });
  });

  test.each<[string, Partial<BridgeError>, RegExp]>([
    ["no CIM cmdlets", { id: "HvBridge.CimCmdletsMissing" }, /connection ssh/],
    ["CIM cmdlets that cannot be loaded", { id: "HvBridge.CimCmdletsBroken" }, /Import-Module CimCmdlets/],
    ["CIM cmdlets that could not be loaded late", { id: "CouldNotAutoloadMatchingModule" }, /Import-Module CimCmdlets/],
    ["no Hyper-V", { nativeErrorCode: "InvalidNamespace", messageId: "HRESULT 0x8004100E" }, /role is not installed/],
    ["no Hyper-V, by name", { nativeErrorCode: "InvalidNamespace", messageId: "" }, /role is not installed/],
    ["no rights", { messageId: "HRESULT 0x80041003" }, /Hyper-V Administrators/],
    ["a service that is down", { messageId: "HRESULT 0x80041013" }, /check the services Winmgmt and vmms/],
    ["no way to the host", { messageId: "HRESULT 0x80338012" }, /Check that it is on/],
  ])("says what to do about %s", (_, given, advice) => {
    expect(hostError(error(given), "get").message).toMatch(advice);
  });

  test("is one short line, whatever the host says", () => {
    const told = hostError(error({ message: `a\r\n\tb ${"x".repeat(5_000_000)}` }), "get").message;
    expect(told).toMatch(/^get: a b x{996}\.\.\. \(4999004 more characters\) \(Failed, 0x80041001\)$/);
    expect(
      hostError(sessionError("0x80338012", { message: "x".repeat(5_000_000) }), "get").message.length,
    ).toBeLessThan(600);
  });

  test("ends in a reason when the host gives none", () => {
    expect(hostError(error({ message: " \r\n" }), "get").message).toBe(
      "get: the host gave no reason (Failed, 0x80041001)",
    );
    const nameless = { message: "", nativeErrorCode: "", messageId: "", id: "CommandNotFoundException,Microsoft.Foo" };
    expect(hostError(error(nameless), "get").message).toBe("get: the host gave no reason (CommandNotFoundException)");
    expect(hostError(sessionError("0x80338012", { message: "." }), "get").message).toMatch(
      /\(winrm quickconfig\)\. It may pass by itself$/,
    );
  });

  test("steers neither a terminal nor a pipeline", () => {
    const message = "\u001b[2J::error::\u202e##vso[task.complete]";
    const told = hostError(error({ message, nativeErrorCode: "::a\n", messageId: "" }), "get").message;
    expect(told).toBe("get: \\u001b[2J\\u003a:error\\u003a:\\u202e\\u0023#vso[task.complete] (\\u003a:a\\u000a)");
  });
});

describe("a key that names no instance is an invalid argument to some hosts", () => {
  test.each<[string, Partial<BridgeError>, boolean]>([
    ["by the CIM code", { nativeErrorCode: "InvalidParameter", messageId: "" }, true],
    ["by the code of WMI", { nativeErrorCode: "Failed", messageId: "HRESULT 0x80041008" }, true],
    ["not by another one", { nativeErrorCode: "NotFound", messageId: "HRESULT 0x80041002" }, false],
  ])("%s", (_, given, expected) => {
    expect(isInvalidArgument(error(given))).toBe(expected);
  });
});

describe("an error of a host", () => {
  test("passes for one that may pass, and whose request may have been sent, unless the host says otherwise", () => {
    expect(hostError(error({}), "query of A on hv01")).toMatchObject({
      code: "HVRP301",
      sent: "maybe",
      permanent: false,
      busy: false,
      unsupported: false,
    });
  });

  test("has the code of what it means", () => {
    const refused = hostError(sessionError("0x80070005", { nativeErrorCode: "AccessDenied" }), "no session with hv01");
    expect(refused).toMatchObject({ kind: "AccessDenied", code: "HVRP210", permanent: true });
  });
});
