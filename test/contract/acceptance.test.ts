import { describe, expect, test } from "vitest";
import { createSimulatedHost } from "../../provider/src/hosts/simulated";
import { accept } from "../acceptance/accept";
import { reportOf } from "../acceptance/report";
import { ids, usualHost } from "../support/lifecycle";

const acceptance = { vm: "sql01", consistency: "Crash", method: "CreateReferencePoint", timeout: "1m" };

describe("the acceptance run", () => {
  for (const version of ["2019", "2022", "2025"] as const) {
    for (const method of ["CreateReferencePoint", "ConvertRecoverySnapshot"]) {
      test(`passes on the simulated host: ${version}, ${method}`, async () => {
        const { session, controls } = createSimulatedHost({
          description: { ...usualHost, version, directRctIds: true },
        });
        const foreign = await controls.addForeignPoint("sql01");
        const run = await accept(session(), { ...acceptance, method, vm: ids.sql01, group: "erp" }, () => undefined);
        expect(run.outcomes.map(({ outcome }) => outcome)).toEqual(["passed", "passed"]);
        expect((await controls.points()).map(({ reference }) => reference.keys.InstanceID)).toEqual([foreign]);

        const report = reportOf({ connection: "simulated", when: new Date(0), ...run });
        expect(report).toContain("| VmReferencePoint | passed |");
        expect(report).toContain("SystemName of the services: HV01; hosting computer system: HV01; the same");
        expect(report).toMatch(/invoke Msvm_CollectionReferencePointService.DestroyReferencePoint` \| returned 4096/);
      });
    }
  }

  test("skips what was not named, with the reason", async () => {
    const { session } = createSimulatedHost({ description: usualHost });
    const { outcomes } = await accept(session(), acceptance, () => undefined);
    expect(outcomes[1]).toEqual({
      resource: "CollectionReferencePoint",
      outcome: "skipped",
      detail: "no VM group was named",
    });
  });

  test("tells what failed, and leaves nothing behind", async () => {
    const { session, controls } = createSimulatedHost({ description: usualHost });
    await controls.addFault({ happens: "return-code", method: "CreateReferencePoint", returnCode: 32768, skip: 1 });
    const { outcomes } = await accept(session(), acceptance, () => undefined);
    expect(outcomes[0]).toMatchObject({
      outcome: "failed",
      detail: 'CreateReferencePoint for "sql01" returned 32768 (failed) (HVRP301)',
    });
    expect(await controls.points()).toEqual([]);
  });
});
