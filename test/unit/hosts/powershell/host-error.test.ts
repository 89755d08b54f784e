import { describe, expect, test } from "vitest";
import { hostError, kindOf } from "../../../../provider/src/hosts/powershell/host-error";
import type { BridgeError } from "../../../../provider/src/hosts/powershell/reply";

function error(given: Partial<BridgeError>): BridgeError {
  return {
    id: "HRESULT 0x80041001,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand",
    category: "NotSpecified",
    type: "Microsoft.Management.Infrastructure.CimException",
    hresult: "0x80131500",
    nativeErrorCode: "Failed",
    messageId: "HRESULT 0x80041001",
    message: "Allgemeiner Fehler ",
    ...given,
  };
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
    ["Unavailable", { messageId: "HRESULT 0x803380e4" }],
    ["Unavailable", { messageId: "", nativeErrorCode: "ServerIsShuttingDown" }],
    ["TimedOut", { messageId: "HRESULT 0x80338029" }],
    ["TimedOut", { messageId: "HRESULT 0x800705b4" }],
    ["Unavailable", { id: "HvBridge.NotBegun", nativeErrorCode: "", messageId: "" }],
    ["Unavailable", { id: "HvBridge.NoReturnValue", nativeErrorCode: "", messageId: "" }],
    ["Failed", {}],
    ["Failed", { type: "System.FormatException", nativeErrorCode: "", messageId: "", hresult: "0x80131537" }],
  ])("%s by its codes: %o", (kind, given) => {
    expect(kindOf(error(given))).toBe(kind);
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
  });

  test.each<[string, Partial<BridgeError>, RegExp]>([
    ["no CIM cmdlets", { id: "HvBridge.CimCmdletsMissing" }, /connection ssh/],
    ["no Hyper-V", { nativeErrorCode: "InvalidNamespace", messageId: "HRESULT 0x8004100E" }, /role is not installed/],
    ["no rights", { messageId: "HRESULT 0x80041003" }, /Hyper-V Administrators/],
    ["no way to the host", { messageId: "HRESULT 0x80338012" }, /Check that the host is on/],
  ])("says what to do about %s", (_, given, advice) => {
    expect(hostError(error(given), "get").message).toMatch(advice);
  });
});
