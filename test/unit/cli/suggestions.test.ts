import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { StandingPoint } from "../../../provider/src/cli/ownership";
import { adoption, destroyCommands } from "../../../provider/src/cli/suggestions";
import { ids } from "../../support/lifecycle";

const disk = { virtualDiskId: "D1", path: "C:\\a.vhdx", rctId: "rctX:1" };
const vm = {
  kind: "VmReferencePoint",
  point: {
    instanceId: `Microsoft:${ids.sql01}\\7D`,
    hostName: "HV01",
    virtualSystemId: ids.sql01,
    virtualSystemName: "sql01",
    referencePointType: "RCT",
    consistencyLevel: "Crash",
    hasAssociatedData: false,
    disks: [disk],
  },
} satisfies StandingPoint;
const group = {
  kind: "CollectionReferencePoint",
  point: {
    instanceId: "C1",
    hostName: "HV01",
    virtualSystemCollectionId: ids.erp,
    virtualSystemCollectionName: "erp",
    referencePointType: "Log",
    consistencyLevel: "Application",
    hasAssociatedLog: true,
    members: [vm.point],
  },
} satisfies StandingPoint;

/** Whether every PowerShell can read it: what the bridge script is checked by. */
async function problemsOf(text: string): Promise<string[]> {
  const checker = join(__dirname, "../../../tools/check-powershell.mjs");
  return ((await import(checker)) as { problemsOf: typeof problemsOf }).problemsOf(text);
}

describe("the commands that destroy a point", () => {
  test("of a virtual machine go to its service", () => {
    expect(destroyCommands(vm)).toEqual([
      "$service = Get-CimInstance -Namespace root/virtualization/v2 -ClassName Msvm_VirtualSystemReferencePointService",
      "$point = Get-CimInstance -Namespace root/virtualization/v2 -ClassName Msvm_VirtualSystemReferencePoint " +
        `-Filter 'InstanceID = ''Microsoft:${ids.sql01}\\\\7D'''`,
      "Invoke-CimMethod -InputObject $service -MethodName DestroyReferencePoint -Arguments @{ AffectedReferencePoint = $point }",
    ]);
  });

  test("of a VM group go to the other service, whose parameter has another name", () => {
    expect(destroyCommands(group).join("\n")).toMatch(
      /Msvm_CollectionReferencePointService\n.*Msvm_ReferencePointCollection -Filter 'CollectionID = ''C1'''\n.*AffectedReferencePointCollection = \$point/,
    );
  });

  test.each(["C1", "it's", "a' OR '1'='1; $(rm) `"])("can be read by every PowerShell: %s", async (instanceId) => {
    for (const one of [
      { ...vm, point: { ...vm.point, instanceId } },
      { ...group, point: { ...group.point, instanceId } },
    ]) {
      expect(await problemsOf(destroyCommands(one).join("\n"))).toEqual([]);
    }
  });

  test("cannot be broken out of by an id", () => {
    const hostile = { ...vm, point: { ...vm.point, instanceId: "a' OR '1'='1\u2019; $(rm)" } };
    const [, line] = destroyCommands(hostile);
    expect(line).toMatch(/-Filter 'InstanceID = ''a\\'' OR \\''1\\''=\\''1\u2019\u2019; \$\(rm\)'''$/);
  });
});

describe("the line that adopts a point", () => {
  test("says all that adoption compares", () => {
    expect(adoption(vm, "sql01")).toEqual({
      adopt:
        `new VmReferencePoint("sql01", { vmId: "${ids.sql01}", referencePointType: "RCT", consistencyLevel: "Crash", ` +
        `adopt: "Microsoft:${ids.sql01}\\\\7D" });`,
    });
    expect(adoption(group, "erp")).toEqual({
      adopt:
        `new CollectionReferencePoint("erp", { collectionId: "${ids.erp}", referencePointType: "Log", ` +
        'consistencyLevel: "Application", adopt: "C1" });',
    });
  });

  test("is not offered for a point that create would refuse", () => {
    const without = { ...vm, point: { ...vm.point, disks: [{ virtualDiskId: "D1" }] } };
    expect(adoption(without, "sql01")).toEqual({ notAdoptable: 'D1 of "sql01" has no RCT id' });
    const unknown = { ...vm, point: { ...vm.point, referencePointType: "Unknown" as const } };
    expect(adoption(unknown, "sql01")).toEqual({ notAdoptable: "its type or its consistency level is not known" });
  });
});
