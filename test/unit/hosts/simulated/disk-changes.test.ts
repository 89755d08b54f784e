import { describe, expect, test } from "vitest";
import type { MethodResult } from "../../../../provider/src/cim/session";
import { cim } from "../../../../provider/src/cim/value";
import { aHost, plain, required } from "./a-host";

const path = "C:\\VMs\\web01.vhdx";

/** A host with a point of web01, and a question for what changed since. */
async function aBaseline() {
  const host = aHost({
    virtualMachines: [{ name: "web01", disks: [{ path, sizeBytes: 1_000_000 }] }],
    groups: [],
    managementGroups: [],
  });
  await host.controls.writeToDisk(path, 0, 4_096);
  await host.createPoint("web01");
  const [rctId] = plain(required((await host.points())[0])).ResilientChangeTrackingIdentifiers as string[];
  const changes = (offset = 0, length = 999_999, others: Record<string, ReturnType<typeof cim.string>> = {}) =>
    host.call("Msvm_ImageManagementService", "GetVirtualDiskChanges", {
      Path: cim.string(path),
      LimitId: cim.string(required(rctId)),
      ByteOffset: cim.uint64(BigInt(offset)),
      ByteLength: cim.uint64(BigInt(length)),
      ...others,
    });
  return { ...host, changes, write: (offset: number, bytes: number) => host.controls.writeToDisk(path, offset, bytes) };
}

function told({ out }: MethodResult) {
  const { ProcessedByteLength, ChangedByteOffsets, ChangedByteLengths } = plain({
    reference: { className: "", keys: {} },
    properties: out,
  });
  const offsets = ChangedByteOffsets as bigint[];
  const lengths = ChangedByteLengths as bigint[];
  return { processed: ProcessedByteLength, ranges: offsets.map((offset, index) => [offset, lengths[index]]) };
}

describe("what changed on a disk since a point", () => {
  test("is nothing at first", async () => {
    const { changes } = await aBaseline();
    expect(told(await changes())).toEqual({ processed: 999_999n, ranges: [] });
  });

  test("is what was written after it, in ascending ranges that do not touch", async () => {
    const { changes, write } = await aBaseline();
    await write(8_192, 512);
    await write(0, 512);
    await write(8_704, 512);
    await write(100, 10);
    expect(told(await changes()).ranges).toEqual([
      [0n, 512n],
      [8_192n, 1_024n],
    ]);
  });

  test("is cut to the region that is asked for", async () => {
    const { changes, write } = await aBaseline();
    await write(1_000, 1_000);
    expect(told(await changes(1_500, 100)).ranges).toEqual([[1_500n, 100n]]);
    expect(told(await changes(5_000, 100)).ranges).toEqual([]);
  });

  test("comes in parts where there is much of it", async () => {
    const { changes, write } = await aBaseline();
    for (let index = 0; index < 40; index += 1) await write(index * 2_000, 1_000);
    const ranges = [];
    let offset = 0;
    while (offset < 999_999) {
      const part = told(await changes(offset, 999_999 - offset));
      ranges.push(...part.ranges);
      offset += Number(part.processed);
    }
    expect(ranges).toEqual(Array.from({ length: 40 }, (_, index) => [BigInt(index * 2_000), 1_000n]));
  });

  test("is refused for what does not exist or does not fit", async () => {
    const { changes } = await aBaseline();
    expect((await changes(0, 1, { Path: cim.string("C:\\none.vhdx") })).returnValue).toBe(32779);
    expect((await changes(0, 1, { LimitId: cim.string("rctX:other:1") })).returnValue).toBe(32773);
    expect((await changes(0, 1, { TargetSnapshotId: cim.string("x") })).returnValue).toBe(32773);
    expect((await changes(0, 1_000_000)).returnValue).toBe(32773);
    expect((await changes(999_999, 2)).returnValue).toBe(32773);
  });
});

test("the change tracking of a disk can begin anew, and the point stays", async () => {
  const { changes, controls, createPoint, points, write } = await aBaseline();
  const before = await points();
  await controls.resetChangeTracking(path);
  await write(0, 512);
  expect(await points()).toEqual(before);
  expect((await changes()).returnValue).toBe(32773);
  await createPoint("web01");
  const [, { LimitId }] = (await points()).map((point) => ({
    LimitId: cim.string(required((plain(point).ResilientChangeTrackingIdentifiers as string[])[0])),
  })) as [object, { LimitId: ReturnType<typeof cim.string> }];
  expect(told(await changes(0, 1_000, { LimitId })).ranges).toEqual([]);
  await write(8, 1);
  expect(told(await changes(0, 1_000, { LimitId })).ranges).toEqual([[8n, 1n]]);
  await expect(controls.resetChangeTracking("none")).rejects.toMatchObject({ kind: "NotFound" });
});

test("each point has RCT ids of its own", async () => {
  const { createPoint, points } = await aBaseline();
  await createPoint("web01");
  const rctIds = (await points()).flatMap((point) => plain(point).ResilientChangeTrackingIdentifiers as string[]);
  expect(new Set(rctIds).size).toBe(2);
});

test("a host may have to work before it can say what changed", async () => {
  const { changes, controls, jobState, write } = await aBaseline();
  await write(0, 512);
  await controls.addFault({ happens: "job-first", method: "GetVirtualDiskChanges" });
  const first = await changes();
  expect(first).toMatchObject({ returnValue: 4096, out: { ProcessedByteLength: { type: "uint64", value: null } } });
  expect(await jobState(first)).toBe(7);
  expect(told(await changes()).ranges).toEqual([[0n, 512n]]);
});

test("nothing can be written past the end of a disk", async () => {
  const { write } = await aBaseline();
  await expect(write(999_999, 2)).rejects.toMatchObject({ kind: "Failed" });
});
