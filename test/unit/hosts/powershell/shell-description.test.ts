import { describe, expect, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { descriptionOf } from "../../../../provider/src/hosts/powershell/shell-description";

const windows = {
  Version: cim.string("5.1.20348.2849"),
  Edition: cim.string("Desktop"),
  IsWindows: cim.boolean(true),
  SystemVersion: cim.string("10.0.20348.0"),
  HasCimCmdlets: cim.boolean(true),
};

describe("what a PowerShell says of itself", () => {
  test("on Windows has who runs it, with its rights", () => {
    const account = { Account: cim.string("HV01\\ops"), IsAdministrator: cim.boolean(true) };
    expect(descriptionOf({ ...windows, ...account, IsHyperVAdministrator: cim.boolean(true) })).toEqual({
      version: "5.1.20348.2849",
      edition: "Desktop",
      isWindows: true,
      systemVersion: "10.0.20348.0",
      hasCimCmdlets: true,
      account: { name: "HV01\\ops", isAdministrator: true, isHyperVAdministrator: true },
    });
  });

  test("grants no right and no cmdlet that it does not name", () => {
    expect(descriptionOf({ Account: cim.string("HV01\\ops") })).toEqual({
      version: "",
      edition: "",
      isWindows: false,
      systemVersion: "",
      hasCimCmdlets: false,
      account: { name: "HV01\\ops", isAdministrator: false, isHyperVAdministrator: false },
    });
  });

  test("elsewhere has no account", () => {
    expect(descriptionOf({ ...windows, IsWindows: cim.boolean(false) })).toMatchObject({
      isWindows: false,
      account: undefined,
    });
    expect(descriptionOf(windows)).not.toHaveProperty("cimCmdletsProblem");
  });

  test("has, on one line that steers nothing, why its cmdlets cannot be loaded", () => {
    const problem = `  The module\r\n  cannot be\t loaded. \u001b[2J${"x".repeat(1_000)}`;
    const { cimCmdletsProblem = "" } = descriptionOf({ ...windows, CimCmdletsProblem: cim.string(problem) });
    expect(cimCmdletsProblem).toMatch(/^The module cannot be loaded\. \\u001b\[2Jx+\.\.\. \(\d+ more characters\)$/);
    expect(cimCmdletsProblem.length).toBeLessThan(400);
  });
});
