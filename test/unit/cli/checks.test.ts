import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { type Check, type Finding, runChecks } from "../../../provider/src/cli/checks";

const good = (id: Check["id"], needs?: Check["id"]): Check => ({
  id,
  ...(needs === undefined ? {} : { needs }),
  run: async () => ({ status: "ok", text: "fine" }),
});

async function make(checks: readonly Check[]): Promise<string[]> {
  const reported: Finding[] = [];
  const findings = await runChecks(checks, (finding) => reported.push(finding));
  expect(reported).toEqual(findings);
  return findings.map(({ check, status, text }) => `${check} ${status}: ${text}`);
}

describe("checks", () => {
  test("are made in their order, and a check may find several things", async () => {
    const several: Check = {
      id: "virtual-machines",
      run: async () => [
        { status: "warning", code: "HVRP316", text: "one" },
        { status: "warning", code: "HVRP316", text: "two", advice: "repair it" },
      ],
    };
    expect(await make([good("powershell"), several])).toEqual([
      "powershell ok: fine",
      "virtual-machines warning: one",
      "virtual-machines warning: two",
    ]);
  });

  test("that need a failed one are skipped, however far, with the cause; others are made", async () => {
    const failed: Check = {
      id: "powershell",
      run: async () => {
        throw new CimError("Unavailable", "there is none");
      },
    };
    const chain = [failed, good("cim-cmdlets", "powershell"), good("namespace", "cim-cmdlets"), good("rights")];
    expect(await make(chain)).toEqual([
      "powershell error: there is none",
      'cim-cmdlets skipped: not checked, because of the error of "PowerShell"',
      'namespace skipped: not checked, because of the error of "PowerShell"',
      "rights ok: fine",
    ]);
  });

  test("are not stopped by a warning", async () => {
    const warning: Check = {
      id: "powershell",
      run: async () => ({ status: "warning", code: "HVRP316", text: "old" }),
    };
    expect(await make([warning, good("cim-cmdlets", "powershell")])).toEqual([
      "powershell warning: old",
      "cim-cmdlets ok: fine",
    ]);
  });

  test("do not hide a defect", async () => {
    const defect: Check = {
      id: "rights",
      run: async () => {
        throw new TypeError("undefined is not a function");
      },
    };
    await expect(make([defect])).rejects.toThrow(TypeError);
  });
});
