import { describe, expect, test } from "vitest";
import type { HostDescription } from "../../../provider/src/hosts/simulated";
import { collection, lifecycleOn, usualHost, vm } from "../../support/lifecycle";
import { countingRequests } from "../../support/requests";

/* creationMethod "Automatic": CreateReferencePoint, and a converted recovery snapshot where the host shows that it needs that. */

const refuses = (returnCode: number, method = "CreateReferencePoint", times: number | "always" = 1) =>
  ({ happens: "return-code", operation: "invoke", method, returnCode, times }) as const;

const hosts: readonly [string, HostDescription, RegExp][] = [
  ["refuses it as not supported (1)", { ...usualHost, faults: [refuses(1)] }, /returned 1 \(not supported\)/],
  ["refuses it as not supported (32770)", { ...usualHost, faults: [refuses(32770)] }, /returned 32770 \(not supported/],
  [
    "fails it as not supported",
    { ...usualHost, faults: [{ happens: "job-fails", method: "CreateReferencePoint", errorCode: 32770 }] },
    /job state 10 .*32770/,
  ],
  ["lacks the settings class", { ...usualHost, version: "2016" }, /Invalid class/],
  ["gives it no RCT ids", { ...usualHost, version: "2025" }, /ha(?:s|ve) no RCT id\. It was deleted again\./],
];

describe.each(hosts)("a host that %s", (_, description, reason) => {
  test.each([
    ["a virtual machine", vm, { vmName: "sql01" }],
    ["a VM group", collection, { collectionName: "erp" }],
  ])("has a recovery snapshot of %s converted, with one note", async (_target, definition, program) => {
    const { create, points, host, said, entries, delete: destroy } = lifecycleOn(description);
    const created = await create(definition, program);
    expect(created.failure).toBeUndefined();
    expect(created.outputs).toMatchObject({
      creationMethod: "Automatic",
      createdBy: "ConvertRecoverySnapshot",
      schemaVersion: 1,
    });
    expect(created.outputs).not.toHaveProperty("__evidence");
    expect(JSON.stringify(created.outputs)).toContain("rctId");
    const notes = said.filter((text) => text.startsWith("note: "));
    expect(notes).toEqual([expect.stringMatching(reason)]);
    expect(notes[0]).toMatch(/\. A recovery snapshot is converted instead \(creationMethod: "Automatic"\)\.$/);
    expect(await host.snapshots()).toEqual([]);
    expect(entries()).toHaveLength(1);
    await destroy(definition, created);
    expect(await points()).toEqual([]);
  });
});

describe("what a host has shown", () => {
  test("is remembered for the process: its service is not called in vain again", async () => {
    const { create, startProcess, session, said } = lifecycleOn({ ...usualHost, version: "2016" });
    const { counted, requests } = countingRequests(session);
    const process = startProcess(counted);
    await create(vm, { vmName: "sql01", __urn: "urn:pulumi:dev::test::type::1" }, process);
    requests.splice(0);
    const second = await create(vm, { vmName: "web01", __urn: "urn:pulumi:dev::test::type::2" }, process);
    expect(second.outputs).toMatchObject({ createdBy: "ConvertRecoverySnapshot" });
    expect(requests.filter((request) => request.includes("CreateReferencePoint"))).toEqual([]);
    expect(said.filter((text) => text.startsWith("note: "))).toHaveLength(1);
  });

  test("is not concluded for VM groups from virtual machines: that is another service", async () => {
    const { create, startProcess, session } = lifecycleOn({ ...usualHost, faults: [refuses(32770)] });
    const process = startProcess(session);
    await create(vm, { vmName: "sql01" }, process);
    const group = await create(collection, { collectionName: "erp", __urn: "urn:pulumi:dev::test::type::2" }, process);
    expect(group.outputs).toMatchObject({ createdBy: "CreateReferencePoint" });
  });

  test("is remembered by the point that is replaced", async () => {
    const { create, startProcess, session } = lifecycleOn({ ...usualHost, version: "2025" });
    const first = await create(vm, { vmName: "sql01" });
    const { counted, requests } = countingRequests(session);
    const process = startProcess(counted);
    const { replaces } = await process.provider(vm).diff(first.id, first.outputs, { ...first.inputs, triggers: ["2"] });
    expect(replaces).toEqual(["triggers"]);
    const second = await create(vm, { vmName: "sql01", triggers: ["2"] }, process);
    expect(second.outputs).toMatchObject({ createdBy: "ConvertRecoverySnapshot" });
    expect(requests.filter((request) => request.includes("CreateReferencePoint"))).toEqual([]);
  });

  test("is not concluded from a point whose program asked for a conversion", async () => {
    const { create, startProcess, session, host } = lifecycleOn();
    const first = await create(vm, { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" });
    const process = startProcess(session);
    await process.provider(vm).diff(first.id, first.outputs, first.inputs);
    const second = await create(vm, { vmName: "web01" }, process);
    expect(second.outputs).toMatchObject({ createdBy: "CreateReferencePoint" });
    expect(await host.snapshots()).toEqual([]);
  });
});

describe("Automatic converts nothing", () => {
  test.each([4, 5, 32769, 32773, 32777])("after another refusal: %i", async (returnCode) => {
    const { create, host, said, entries } = lifecycleOn({ ...usualHost, faults: [refuses(returnCode)] });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow(
      `CreateReferencePoint for "sql01" returned ${returnCode}`,
    );
    expect(said.filter((text) => text.startsWith("note: "))).toEqual([]);
    expect(await host.snapshots()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test("when the guest cannot bring its data to rest", async () => {
    const { create, said } = lifecycleOn({
      ...usualHost,
      virtualMachines: [{ name: "sql01", disks: ["C:\\a.vhdx"], integrationServices: false }],
      groups: [],
      managementGroups: [],
    });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow(/could not be quiesced/);
    expect(said.filter((text) => text.startsWith("note: "))).toEqual([]);
  });

  test("for a log based point", async () => {
    const { create } = lifecycleOn({ ...usualHost, faults: [refuses(32770)] });
    await expect(create(vm, { vmName: "sql01", referencePointType: "Log" })).rejects.toThrow(/32770/);
  });

  test("instead of a point of which it is not known whose it is", async () => {
    const { create, crashIn, points, host } = lifecycleOn({ ...usualHost, version: "2025" });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" }, true);
    const [there] = await points();
    const pending = await create(vm, { vmName: "sql01" });
    expect(pending.failure).toContain(`reference point ${there} of the virtual machine "sql01" appeared after`);
    expect(await points()).toEqual([there]);
    expect(await host.snapshots()).toEqual([]);
  });
});

describe("when both methods fail", () => {
  test("the error holds both, and nothing is left", async () => {
    const { create, host, points, entries } = lifecycleOn({
      ...usualHost,
      faults: [refuses(1), refuses(32770, "ConvertToReferencePoint")],
    });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow(
      'CreateReferencePoint for "sql01" returned 1 (not supported). Converting a recovery snapshot failed too: ' +
        'ConvertToReferencePoint for "sql01" returned 32770 (not supported)',
    );
    expect(await points()).toEqual([]);
    expect(await host.snapshots()).toEqual([]);
    expect(entries()).toEqual([]);
  });

  test("the next command begins with CreateReferencePoint again", async () => {
    const { create, startProcess, session } = lifecycleOn({
      ...usualHost,
      faults: [refuses(1), refuses(32770, "ConvertToReferencePoint")],
    });
    const process = startProcess(session);
    await expect(create(vm, { vmName: "sql01" }, process)).rejects.toThrow(/failed too/);
    const created = await create(vm, { vmName: "sql01" }, process);
    expect(created.outputs).toMatchObject({ createdBy: "CreateReferencePoint" });
  });
});

describe("a full backup of the guest", () => {
  test("is asked of a snapshot, so Automatic converts one at once", async () => {
    const { create, startProcess, session, said } = lifecycleOn();
    const { counted, requests } = countingRequests(session);
    const created = await create(vm, { vmName: "sql01", guestBackupType: "Full" }, startProcess(counted));
    expect(created.outputs).toMatchObject({ createdBy: "ConvertRecoverySnapshot", guestBackupType: "Full" });
    expect(requests.filter((request) => request.includes("CreateReferencePoint"))).toEqual([]);
    expect(said.filter((text) => text.startsWith("note: "))).toEqual([]);
  });

  test("says nothing about the host", async () => {
    const { create, startProcess, session } = lifecycleOn();
    const process = startProcess(session);
    await create(vm, { vmName: "sql01", guestBackupType: "Full" }, process);
    const other = await create(vm, { vmName: "web01", __urn: "urn:pulumi:dev::test::type::2" }, process);
    expect(other.outputs).toMatchObject({ createdBy: "CreateReferencePoint" });
  });
});
