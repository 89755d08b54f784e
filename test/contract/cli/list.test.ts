import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import type { HostDescription } from "../../../provider/src/hosts/simulated";
import { requireService } from "../../../provider/src/hyperv/service";
import { runCommand, runForJson } from "../../support/command-line";
import { ids, usualHost } from "../../support/lifecycle";
import { simulatedFiles } from "../../support/simulated-files";
import { simulating, standInShell } from "../../support/stand-in/behaviour";

interface ShownPoint {
  readonly instanceId: string;
  readonly virtualSystemId: string;
  readonly virtualSystemName: string;
  readonly collectionPointId?: string;
  readonly disks: readonly unknown[];
}

/** A host with a point of sql01, one of each twin, and one of the group erp. */
async function hostWithPoints(description: HostDescription = usualHost) {
  const host = simulatedFiles(description);
  const sql01 = await host.controls.addForeignPoint("sql01");
  const twins = [await host.controls.addForeignPoint(ids.twin1), await host.controls.addForeignPoint(ids.twin2)];
  const erp = await takeGroupPoint(host.session());
  return { ...host, sql01, twins, erp };
}

async function takeGroupPoint(session: ReturnType<ReturnType<typeof simulatedFiles>["session"]>): Promise<string> {
  const { reference: service } = await requireService(session, "Msvm_CollectionReferencePointService");
  await session.invoke(service, "CreateReferencePoint", {
    Collection: cim.reference({ className: "Msvm_VirtualSystemCollection", keys: { CollectionID: ids.erp } }),
    ReferencePointSettings: cim.embedded("Msvm_CollectionReferencePointSettingData", {
      ConsistencyLevel: cim.uint8(2),
    }),
    ReferencePointType: cim.uint16(2),
  });
  const [point] = await session.query("Msvm_ReferencePointCollection");
  await session.close();
  return point?.reference.keys.CollectionID ?? "";
}

async function list(options: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { code, shown } = await runForJson(["list", ...options], { environment });
  return {
    code,
    shown,
    points: shown.vmPoints as readonly ShownPoint[],
    ofGroups: shown.collectionPoints as readonly Record<string, unknown>[],
  };
}

describe("list", () => {
  test("shows every point with its machine, type, consistency, collection, disks and RCT ids", async () => {
    const { options, sql01, twins, erp } = await hostWithPoints();
    const { code, shown, points, ofGroups } = await list(options);
    expect(code).toBe(0);
    expect(shown).toMatchObject({ schemaVersion: 1, command: "list", connection: "simulated" });
    expect(points).toHaveLength(5);
    const names = points.map(({ virtualSystemName }) => virtualSystemName);
    expect(names).toEqual(["sql01", "sql01", "twin", "twin", "web01"]);
    expect(points.find(({ instanceId }) => instanceId === sql01)).toEqual({
      instanceId: sql01,
      hostName: "HV01",
      virtualSystemId: ids.sql01,
      virtualSystemName: "sql01",
      referencePointType: "RCT",
      consistencyLevel: "Crash",
      hasAssociatedData: false,
      disks: ["C:\\VMs\\sql01\\os.vhdx", "C:\\VMs\\sql01\\data.vhdx"].map((path) => {
        return { virtualDiskId: expect.any(String), path, rctId: expect.any(String) };
      }),
    });
    expect(points.filter(({ collectionPointId }) => collectionPointId === erp)).toHaveLength(2);
    expect(points.filter(({ instanceId }) => twins.includes(instanceId))).toHaveLength(2);
    expect(ofGroups).toMatchObject([
      {
        instanceId: erp,
        virtualSystemCollectionName: "erp",
        consistencyLevel: "Crash",
        members: [{ virtualSystemName: "web01" }, { virtualSystemName: "sql01" }],
      },
    ]);
  });

  test("tells a person the same", async () => {
    const { options, sql01, erp } = await hostWithPoints();
    const { code, stdout, stderr } = await runCommand(["list", ...options]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "(simulated), host HV01: 5 reference points of virtual machines, 1 of a VM group VM sql01",
    );
    expect(stdout).toContain(`\nVM sql01  ${ids.sql01}\n`);
    expect(stdout).toContain(`  point ${sql01}\n    RCT, Crash\n    disk C:\\VMs\\sql01\\os.vhdx\n      RCT id `);
    expect(stdout).toContain(`    member of the group's point ${erp}\n`);
    expect(stdout).toContain(`VM group erp  ${ids.erp}\n  point ${erp}\n    RCT, Crash\n    members: web01, sql01\n`);
  });

  test("shows the points of one machine, by name, by GUID in any spelling, or of all of that name", async () => {
    const { options, sql01, twins, erp } = await hostWithPoints();
    const byName = await list([...options, "--vm", "sql01"]);
    expect(byName.points.map(({ virtualSystemId }) => virtualSystemId)).toEqual([ids.sql01, ids.sql01]);
    expect(byName.points.map(({ instanceId }) => instanceId)).toContain(sql01);
    expect(byName.ofGroups.map(({ instanceId }) => instanceId)).toEqual([erp]);
    const byGuid = await list([...options, "--vm", `{${ids.sql01.toLowerCase()}}`]);
    expect(byGuid.points).toEqual(byName.points);
    const both = await list([...options, "--vm", "twin"]);
    expect(both.points.map(({ instanceId }) => instanceId).sort()).toEqual([...twins].sort());
    expect(both.ofGroups).toEqual([]);
  });

  test("shows the points of a machine that the host no longer has under its GUID", async () => {
    const { options } = await hostWithPoints();
    const gone = await list([...options, "--vm", "00000000-0000-4000-8000-00000000DEAD"]);
    expect({ code: gone.code, points: gone.points }).toEqual({ code: 0, points: [] });
  });

  test.each([
    ["SQL01", /no virtual machine named "SQL01".*There is "sql01": names are compared exactly/],
    ["nobody", /no virtual machine named "nobody".*Compare with "Get-VM"\.$/],
    ["HV01", /no virtual machine named "HV01"/],
    ["' OR '1'='1", /no virtual machine named/],
  ])("of a machine that is not there is an error: %s", async (name, message) => {
    const { options } = simulatedFiles();
    const { code, shown } = await list([...options, "--vm", name]);
    expect(code).toBe(1);
    expect(shown.error).toEqual({ kind: "NotFound", code: "HVRP306", message: expect.stringMatching(message) });
  });

  test.each([[[]], [["--vm", "sql01"]]])("without rights is an error, not an empty list (%j)", async (more) => {
    const { options } = simulatedFiles({ ...usualHost, rights: "none" });
    const { code, shown } = await list([...options, ...more]);
    expect(code).toBe(1);
    expect(shown.error).toMatchObject({
      kind: "AccessDenied",
      message: expect.stringMatching(/Hyper-V Administrators/),
    });
  });

  test.each([["list"], ["doctor"]])("names steer neither the terminal nor a pipeline: %s", async (command) => {
    const name = "::error::a\u001b[2J\u202e\r\n::error::b ##vso[task.complete]";
    const { options, controls } = simulatedFiles({
      hostName: "HV\n01",
      virtualMachines: [{ name, disks: ["C:\\a.vhdx"] }],
    });
    await controls.addForeignPoint(name);
    const { stdout } = await runCommand([command, ...options]);
    expect(stdout).toContain("a\\u001b[2J\\u202e\\u000d\\u000a::error::b \\u0023#vso[task.complete]");
    expect(stdout).toContain("HV\\u000a01");
    expect(stdout).not.toMatch(/^\s*(?:::|\\u003a)|[^\P{Cc}\n]|\p{Cf}|##vso/mu);

    const { shown, stdout: json } = await runForJson([command, ...options]);
    expect(JSON.stringify(shown)).toContain(JSON.stringify(name).slice(1, -1));
    expect(json).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|##vso/u);
  });

  test("says the same through PowerShell", async () => {
    const { options, descriptionFile } = await hostWithPoints();
    const direct = await list(options);
    const shell = await list(["--connection", "local", "--powershell", standInShell], simulating(descriptionFile));
    expect(shell.points).toEqual(direct.points);
    expect(shell.ofGroups).toEqual(direct.ofGroups);
  });
});
