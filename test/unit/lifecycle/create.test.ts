import { describe, expect, test } from "vitest";
import { collection, ids, lifecycleOn, testUrn, usualHost, vm } from "../../support/lifecycle";

describe("create", () => {
  test("makes a point of a virtual machine and tells its RCT ids", async () => {
    const { create, points } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    expect(outputs).toEqual({
      __urn: testUrn,
      __creationId: expect.any(String),
      vmName: "sql01",
      creationMethod: "Automatic",
      guestBackupType: "Copy",
      instanceId: id,
      hostName: "HV01",
      virtualSystemId: ids.sql01,
      virtualSystemName: "sql01",
      referencePointType: "RCT",
      consistencyLevel: "Application",
      hasAssociatedData: false,
      disks: [
        { virtualDiskId: expect.any(String), path: "C:\\VMs\\sql01\\os.vhdx", rctId: expect.stringContaining(":") },
        { virtualDiskId: expect.any(String), path: "C:\\VMs\\sql01\\data.vhdx", rctId: expect.stringContaining(":") },
      ],
      createdAt: "2026-01-31T12:00:00.000Z",
      createdBy: "CreateReferencePoint",
      schemaVersion: 1,
    });
    expect(await points()).toEqual([id]);
  });

  test("makes a point of a VM group and tells its members", async () => {
    const { create } = lifecycleOn();
    const { id, outputs } = await create(collection, { collectionName: "erp", consistencyLevel: "Crash" });
    expect(outputs).toMatchObject({
      instanceId: id,
      virtualSystemCollectionId: ids.erp,
      virtualSystemCollectionName: "erp",
      referencePointType: "RCT",
      consistencyLevel: "Crash",
      hasAssociatedLog: false,
      members: [
        { virtualSystemId: ids.web01, virtualSystemName: "web01", disks: [{ rctId: expect.any(String) }] },
        { virtualSystemId: ids.sql01, virtualSystemName: "sql01", disks: [{}, { rctId: expect.any(String) }] },
      ],
    });
  });

  for (const version of ["2019", "2022", "2025"] as const) {
    for (const creationMethod of ["CreateReferencePoint", "ConvertRecoverySnapshot"] as const) {
      for (const jobs of ["always", "never"] as const) {
        for (const consistencyLevel of ["Application", "Crash"] as const) {
          test(`comes out right on ${version}: ${creationMethod}, ${consistencyLevel}, jobs ${jobs}`, async () => {
            const { create, diff, points } = lifecycleOn({
              ...usualHost,
              version,
              directRctIds: true,
              jobs,
              latency: { jobMilliseconds: 3_000 },
            });
            const program = { creationMethod, consistencyLevel };
            const resource = await create(vm, { vmName: "sql01", ...program });
            const group = await create(collection, { collectionName: "erp", ...program });
            expect(resource.outputs).toMatchObject({ referencePointType: "RCT", consistencyLevel });
            expect(group.outputs).toMatchObject({ referencePointType: "RCT", consistencyLevel });
            expect(await diff(vm, resource)).toEqual({ changes: false, replaces: [] });
            expect(await diff(collection, group)).toEqual({ changes: false, replaces: [] });
            expect(await points()).toHaveLength(4);
          });
        }
      }
    }
  }

  test.each([
    [vm, { vmName: "sql01" }, { hasAssociatedData: true }],
    [collection, { collectionName: "erp" }, { hasAssociatedLog: true }],
  ])("makes log based points: %#", async (definition, target, kept) => {
    const { create } = lifecycleOn();
    const { outputs } = await create(definition as typeof vm, { ...target, referencePointType: "Log" });
    expect(outputs).toMatchObject({ referencePointType: "Log", ...kept });
  });

  test("finds the machine by its GUID too", async () => {
    const { create } = lifecycleOn();
    const { outputs } = await create(vm, { vmId: `{${ids.twin2.toLowerCase()}}` });
    expect(outputs).toMatchObject({ virtualSystemId: ids.twin2, virtualSystemName: "twin" });
  });

  test.each(["o'brien", "a\\b'\"c", "x' OR ElementName<>'", "名前 ✓", "%_[]"])(
    "finds the machine named %s",
    async (name) => {
      const { create } = lifecycleOn({ virtualMachines: [{ name, disks: ["C:\\a.vhdx"] }] });
      expect((await create(vm, { vmName: name })).outputs).toMatchObject({ virtualSystemName: name });
    },
  );

  test("leaves one entry in the journal, of the point that it created and the engine was told of", async () => {
    const { create, entries } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    expect(entries()).toMatchObject([
      {
        urn: testUrn,
        creationId: outputs.__creationId,
        delivered: true,
        content: { is: "creation", record: { phase: "created", pointId: id, evidence: "confirmed" } },
      },
    ]);
  });

  test("warns of a machine that has very many points", async () => {
    const { create, said, host } = lifecycleOn();
    for (let i = 0; i < 30; i += 1) await host.addForeignPoint("sql01");
    await create(vm, { vmName: "sql01" });
    expect(said).toContainEqual(expect.stringMatching(/^warning: "sql01" has 30 reference points/));
  });

  test("does two at once on one machine one after the other, and keeps them apart", async () => {
    const { create, points, startProcess } = lifecycleOn({
      ...usualHost,
      version: "2025",
      directRctIds: true,
      latency: { jobMilliseconds: 5_000 },
    });
    const process = startProcess();
    const both = await Promise.all([
      create(vm, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::1" }, process),
      create(vm, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::2" }, process),
    ]);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    expect(await points()).toEqual(both.map(({ id }) => id).sort());
  });
});

describe("create waits while the host is", () => {
  test.each([
    ["in use", 32774],
    ["in an invalid state", 32775],
  ])("%s", async (_, returnCode) => {
    const { create, host, points } = lifecycleOn();
    await host.addFault({ happens: "return-code", method: "CreateReferencePoint", returnCode, times: 5 });
    await create(vm, { vmName: "sql01" });
    expect(await points()).toHaveLength(1);
  });
});

describe("create refuses, makes nothing and says what to do:", () => {
  const refusals: [string, Record<string, unknown>, RegExp][] = [
    ["a machine that does not exist", { vmName: "sql02" }, /vmName: there is no virtual machine named "sql02".*Get-VM/],
    ["a name in another case", { vmName: "SQL01" }, /There is "sql01": names are compared exactly/],
    [
      "a name that two machines have",
      { vmName: "twin" },
      new RegExp(`2 virtual machines.*${ids.twin1}, ${ids.twin2}.*vmId`),
    ],
    ["the host itself", { vmName: "HV01" }, /that of the Hyper-V host itself/],
    ["a GUID that no machine has", { vmId: ids.erp }, /vmId: there is no virtual machine E4B0.*Select-Object/],
    [
      "a point to adopt that does not exist",
      { vmName: "sql01", adopt: "nothing" },
      /adopt: there is no reference point nothing on the host HV01\. Nothing was created\. \(HVRP106\)/,
    ],
  ];
  test.each(refusals)("%s", async (_, program, message) => {
    const { create, entries, points } = lifecycleOn();
    await expect(create(vm, program)).rejects.toThrow(message);
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  const groupRefusals: [string, Record<string, unknown>, RegExp][] = [
    [
      "a group that does not exist",
      { collectionName: "crm" },
      /collectionName: there is no VM group named "crm".*Get-VMGroup/,
    ],
    [
      "a management collection",
      { collectionName: "everything" },
      /"everything" is a management collection.*one of the VM groups/,
    ],
    ["a group without members", { collectionName: "nobody" }, /"nobody".*has no virtual machines.*\(HVRP303\)/],
    ["a GUID that no group has", { collectionId: ids.sql01 }, /collectionId: there is no VM group 5A10/],
  ];
  test.each(groupRefusals)("%s", async (_, program, message) => {
    const { create, points } = lifecycleOn();
    await expect(create(collection, program)).rejects.toThrow(message);
    expect(await points()).toEqual([]);
  });

  test("an account without rights, which is not told that the machine is missing", async () => {
    const { create } = lifecycleOn({ ...usualHost, rights: "none" });
    await expect(create(vm, { vmName: "sql01" })).rejects.toMatchObject({
      kind: "AccessDenied",
      message: expect.stringContaining("Hyper-V Administrators"),
    });
  });

  test("a job that fails, with its reason, its code and its id", async () => {
    const { create, host, points, entries } = lifecycleOn();
    await host.addFault({ happens: "job-fails", errorCode: 32768, message: "The guest did not answer." });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow(
      /CreateReferencePoint for "sql01": job state 10 \(exception\), error code 32768: The guest did not answer\..*\(job .+\)/,
    );
    expect(await points()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test("a conversion that fails, and removes the snapshot", async () => {
    const { create, host, session } = lifecycleOn();
    await host.addFault({ happens: "job-fails", method: "ConvertToReferencePoint" });
    await expect(create(vm, { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" })).rejects.toThrow(
      /ConvertToReferencePoint/,
    );
    expect(
      await session.query("Msvm_VirtualSystemSettingData", {
        VirtualSystemType: "Microsoft:Hyper-V:Snapshot:Recovery",
      }),
    ).toEqual([]);
  });

  test.each([
    ["no-rct-ids", /have no RCT id/],
    ["missing-rct-id", /RCT id/],
    ["no-disks", /no disk of "sql01" is in the point/],
    ["other-type", /referencePointType is Log, not RCT/],
    ["other-consistency", /consistencyLevel is Crash, not Application/],
  ] as const)("a point that is not what was requested (%s), and deletes it again", async (data, message) => {
    const { create, host, points } = lifecycleOn();
    await host.addFault({ happens: "wrong-data", data });
    await expect(create(vm, { vmName: "sql01", creationMethod: "CreateReferencePoint" })).rejects.toThrow(message);
    expect(await points()).toEqual([]);
  });

  test("a direct point without RCT ids, naming the way that gives them", async () => {
    const { create, points } = lifecycleOn({ ...usualHost, version: "2025", directRctIds: false });
    await expect(create(vm, { vmName: "sql01", creationMethod: "CreateReferencePoint" })).rejects.toThrow(
      /creationMethod: "Automatic"/,
    );
    expect(await points()).toEqual([]);
    await create(vm, { vmName: "sql01", creationMethod: "Automatic" });
    expect(await points()).toHaveLength(1);
  });
});
