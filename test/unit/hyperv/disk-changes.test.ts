import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession, MethodResult } from "../../../provider/src/cim/session";
import { type CimProperties, type CimValue, cim } from "../../../provider/src/cim/value";
import { type ChangeQuestion, readDiskChanges } from "../../../provider/src/hyperv/disk-changes";
import { fakeSession, unavailable } from "../../support/fake-session";
import { VirtualClock } from "../../support/virtual-clock";
import { aHost, plain, required } from "../hosts/simulated/a-host";

const path = "C:\\VMs\\web01.vhdx";
const service = { className: "Msvm_ImageManagementService", keys: { SystemName: "HV01", Name: "vhdsvc" } };
const uint64s = (...values: bigint[]): CimValue => ({ type: "uint64", values });
const sizeXml = (size: bigint) =>
  `<INSTANCE CLASSNAME="Msvm_VirtualHardDiskSettingData"><PROPERTY NAME="MaxInternalSize" TYPE="uint64"><VALUE>${size}</VALUE></PROPERTY></INSTANCE>`;

/** A simulated host with a point of web01, whose disk has 1,000,000 bytes. */
async function aBaseline() {
  const host = aHost({
    virtualMachines: [{ name: "web01", disks: [{ path, sizeBytes: 1_000_000 }] }],
    groups: [],
    managementGroups: [],
  });
  await host.createPoint("web01");
  const [point] = await host.points();
  const { ResilientChangeTrackingIdentifiers, VirtualDiskIdentifiers, InstanceID } = plain(required(point));
  const [rctId = ""] = ResilientChangeTrackingIdentifiers as string[];
  const [diskId = ""] = VirtualDiskIdentifiers as string[];
  const read = (question: Partial<ChangeQuestion> = {}) =>
    readDiskChanges(host.session, { disk: path, rctId, ...question }, host.clock);
  const write = (offset: number, bytes: number) => host.controls.writeToDisk(path, offset, bytes);
  return { ...host, read, write, diskId, pointId: InstanceID as string };
}

/** A host that answers GetVirtualDiskChanges as a test says. */
function answering(size: bigint, changes: (args: CimProperties) => MethodResult, calls: Partial<CimSession> = {}) {
  const asked: CimProperties[] = [];
  const session = fakeSession({
    query: async () => [{ reference: service, properties: {} }],
    invoke: async (_, method, args) => {
      if (method === "GetErrorEx") return { returnValue: 0, out: {} };
      if (method === "GetVirtualHardDiskSettingData") {
        return { returnValue: 0, out: { SettingData: cim.string(sizeXml(size)) } };
      }
      asked.push(args);
      return changes(args);
    },
    ...calls,
  });
  const clock = new VirtualClock();
  const read = (question: Partial<ChangeQuestion> = {}) =>
    readDiskChanges(session, { disk: path, rctId: "rct:1", ...question }, clock);
  return { read, asked, clock };
}

const numberIn = (args: CimProperties, name: string): bigint => {
  const value = args[name];
  if (value?.type !== "uint64" || !("value" in value) || value.value === null) throw new Error(`${name} is no uint64`);
  return value.value;
};

const failing = (error: CimError): never => {
  throw error;
};

const processed = (bytes: bigint, offsets: readonly bigint[] = [], lengths: readonly bigint[] = []): MethodResult => ({
  returnValue: 0,
  out: {
    ProcessedByteLength: cim.uint64(bytes),
    ChangedByteOffsets: uint64s(...offsets),
    ChangedByteLengths: uint64s(...lengths),
  },
});

describe("what has changed on a disk of the simulated host", () => {
  test("is nothing at first", async () => {
    const { read } = await aBaseline();
    expect(await read()).toEqual({ path, sizeBytes: 1_000_000n, ranges: [] });
  });

  test("is all that was written since, in merged ranges, to the last byte", async () => {
    const { read, write } = await aBaseline();
    for (let index = 0; index < 100; index += 1) await write(index * 2_000, 1_000);
    await write(1_000, 1_000);
    // Across the middle, where a question of the whole disk is cut in two.
    await write(490_000, 20_000);
    await write(999_999, 1);
    const { ranges } = await read();
    expect(ranges).toEqual([
      { offset: 0n, length: 3_000n },
      ...Array.from({ length: 98 }, (_, index) => ({ offset: BigInt((index + 2) * 2_000), length: 1_000n })),
      { offset: 490_000n, length: 20_000n },
      { offset: 999_999n, length: 1n },
    ]);
  });

  test("can be asked for a region, to which ranges are cut", async () => {
    const { read, write } = await aBaseline();
    await write(1_000, 1_000);
    await write(900_000, 100_000);
    expect((await read({ byteOffset: 1_500n, byteLength: 100n })).ranges).toEqual([{ offset: 1_500n, length: 100n }]);
    expect((await read({ byteOffset: 950_000n })).ranges).toEqual([{ offset: 950_000n, length: 50_000n }]);
  });

  test("can be asked for by the id of the disk", async () => {
    const { read, write, diskId } = await aBaseline();
    await write(0, 512);
    expect(await read({ disk: diskId })).toMatchObject({ path, ranges: [{ offset: 0n, length: 512n }] });
  });

  test("is told as it comes", async () => {
    const { read, write } = await aBaseline();
    for (let index = 0; index < 40; index += 1) await write(index * 2_000, 1_000);
    const progress: [bigint, number][] = [];
    await read({
      onProgress({ processedBytes, totalBytes, ranges }) {
        expect(totalBytes).toBe(1_000_000n);
        progress.push([processedBytes, ranges]);
      },
    });
    expect(progress[0]).toEqual([31_000n, 16]);
    expect(progress.at(-1)).toEqual([1_000_000n, 40]);
  });

  test("is told of a region from its beginning on", async () => {
    const { read } = await aBaseline();
    const progress: [bigint, bigint][] = [];
    const onProgress: ChangeQuestion["onProgress"] = ({ processedBytes, totalBytes }) =>
      progress.push([processedBytes, totalBytes]);
    await read({ byteOffset: 900_000n, byteLength: 50_000n, onProgress });
    expect(progress).toEqual([[50_000n, 50_000n]]);
  });

  test.each([
    [{ byteOffset: 1_000_000n }, /byteOffset 1000000: that is not within .* which has 1000000 bytes/],
    [{ byteOffset: 999_000n, byteLength: 1_001n }, /1001 bytes from 999000 on: that is not within/],
  ])("is an error for a region that is not on the disk: %o", async (region, message) => {
    const { read } = await aBaseline();
    await expect(read(region)).rejects.toMatchObject({
      kind: "Failed",
      code: "HVRP112",
      message: expect.stringMatching(message),
    });
  });

  test("is an error for a file or a disk that is not there", async () => {
    const { read } = await aBaseline();
    await expect(read({ disk: "C:\\none.vhdx" })).rejects.toMatchObject({
      kind: "Failed",
      returnCode: 32779,
      message: "GetVirtualHardDiskSettingData of C:\\none.vhdx returned 32779 (file not found)",
    });
    await expect(read({ disk: "Microsoft:gone" })).rejects.toMatchObject({
      kind: "NotFound",
      code: "HVRP112",
      message: expect.stringMatching(/"Microsoft:gone" is neither a full path nor the id of a disk/),
    });
  });

  test("is an error that says what to do when the point is gone", async () => {
    const { read, controls, pointId } = await aBaseline();
    await controls.removePoint(pointId);
    await expect(read()).rejects.toMatchObject({
      kind: "Failed",
      returnCode: 32773,
      message: expect.stringMatching(/returned 32773 \(invalid parameter\).*copy the whole disk.*It was "rctX:/),
    });
  });

  test("is a refusal of access, whether the disk is named by path or id, for an account without rights", async () => {
    const { read, controls, diskId } = await aBaseline();
    controls.describe({
      virtualMachines: [{ name: "web01", disks: [{ path, sizeBytes: 1_000_000 }] }],
      rights: "none",
    });
    await expect(read()).rejects.toMatchObject({ kind: "AccessDenied" });
    await expect(read({ disk: diskId })).rejects.toMatchObject({ kind: "AccessDenied" });
  });
});

describe("a question to the host", () => {
  test("has arguments of the declared types, and none for VHD sets", async () => {
    const { read, asked } = answering(8_192n, (args) => processed(numberIn(args, "ByteLength")));
    await read();
    expect(asked[0]).toEqual({
      Path: cim.string(path),
      LimitId: cim.string("rct:1"),
      ByteOffset: cim.uint64(0n),
      ByteLength: cim.uint64(4_096n),
    });
  });

  test.each([512n, 4_096n, 4_097n, 1_000_001n, 2n ** 40n, 2n ** 46n + 512n])(
    "is always about less than the disk of %d bytes, and all of them cover it without a gap",
    async (size) => {
      const { read, asked } = answering(size, (args) => processed(numberIn(args, "ByteLength")));
      await read();
      let end = 0n;
      for (const args of asked) {
        expect(numberIn(args, "ByteOffset")).toBe(end);
        expect(numberIn(args, "ByteLength") < size).toBe(true);
        end += numberIn(args, "ByteLength");
      }
      expect(end).toBe(size);
      expect(asked.length).toBeLessThanOrEqual(3);
    },
  );

  test.each([
    [1_000_001n, 499_712n],
    [8_192n, 4_096n],
    [8_191n, 4_095n],
  ])("of a disk of %d bytes is for whole sectors where it has several: %d bytes", async (size, length) => {
    const { read, asked } = answering(size, (args) => processed(numberIn(args, "ByteLength")));
    await read();
    expect(numberIn(asked[0] ?? {}, "ByteLength")).toBe(length);
  });

  test.each(["Microsoft:5A100000\\\\83F8638B\\\\0\\\\L", "on C:\\"])(
    "may name the disk by an id with backslashes in it: %s",
    async (disk) => {
      const { read, asked } = answering(8_192n, (args) => processed(numberIn(args, "ByteLength")), {
        get: async (reference) => ({ reference, properties: { HostResource: { type: "string", values: [path] } } }),
      });
      await read({ disk });
      expect(asked[0]).toMatchObject({ Path: cim.string(path) });
    },
  );

  test("goes on where the host has stopped, and loses no byte of a large disk", async () => {
    const size = 2n ** 46n;
    const step = 2n ** 44n + 1n;
    const { read } = answering(size, (args) => {
      const offset = numberIn(args, "ByteOffset");
      const length = numberIn(args, "ByteLength");
      return processed(length < step ? length : step, [offset], [1n]);
    });
    expect((await read()).ranges.slice(0, 2)).toEqual([
      { offset: 0n, length: 1n },
      { offset: step, length: 1n },
    ]);
  });

  test("ends when the host makes no progress, instead of going on for ever", async () => {
    for (const out of [processed(0n).out, {}, { ProcessedByteLength: { type: "string", value: null } as const }]) {
      const { read, asked } = answering(8_192n, () => ({ returnValue: 0, out }));
      await expect(read()).rejects.toMatchObject({
        kind: "Failed",
        code: "HVRP314",
        message: expect.stringMatching(/processed nothing of 4096 bytes from 0 on/),
      });
      expect(asked).toHaveLength(1);
    }
  });

  test("understands that there is nothing where the host leaves the lists out", async () => {
    const nothing: CimValue = { type: "string", value: null };
    const { read } = answering(8_192n, (args) => ({
      returnValue: 0,
      out: {
        ProcessedByteLength: cim.uint64(numberIn(args, "ByteLength")),
        ChangedByteOffsets: nothing,
        ChangedByteLengths: { type: "string", values: [] },
      },
    }));
    expect((await read()).ranges).toEqual([]);
  });

  test("is not answered by lists of different lengths, nor by numbers of another type", async () => {
    const uneven = answering(8_192n, () => processed(4_096n, [0n, 512n], [512n]));
    await expect(uneven.read()).rejects.toMatchObject({
      code: "HVRP314",
      message: expect.stringMatching(/told 2 offsets, but 1 lengths/),
    });
    const narrow = answering(8_192n, () => ({ returnValue: 0, out: { ProcessedByteLength: cim.uint16(4096) } }));
    await expect(narrow.read()).rejects.toThrow(/uint16 in ProcessedByteLength, where a 64-bit integer belongs/);
  });

  test("needs a host that says how large the disk is", async () => {
    const { read } = answering(0n, () => processed(1n), {
      invoke: async () => ({ returnValue: 0, out: { SettingData: cim.string("<INSTANCE/>") } }),
    });
    await expect(read()).rejects.toThrow(/does not say how large the disk is/);
  });

  test.each<[string, CimProperties]>([
    ["leaves it out", {}],
    ["answers with a null in its place", { SettingData: { type: "instance", value: null } }],
    ["leaves it out of the instance", { SettingData: cim.embedded("Msvm_VirtualHardDiskSettingData", {}) }],
    ["writes no number", { SettingData: cim.string(sizeXml(0n).replace(">0<", ">5 GB<")) }],
    ["writes more than a number", { SettingData: cim.string(sizeXml(0n).replace(">0<", ">~5<")) }],
  ])("needs a host that says how large the disk is, and not one that %s", async (_, out) => {
    const { read } = answering(0n, () => processed(1n), { invoke: async () => ({ returnValue: 0, out }) });
    await expect(read()).rejects.toMatchObject({
      code: "HVRP314",
      message: `GetVirtualHardDiskSettingData of ${path} does not say how large the disk is`,
    });
  });

  test("takes the size from an instance too, where the transport has parsed it", async () => {
    const { read } = answering(0n, () => processed(1n), {
      invoke: async (_, method, args) =>
        method === "GetVirtualHardDiskSettingData"
          ? {
              returnValue: 0,
              out: {
                SettingData: cim.embedded("Msvm_VirtualHardDiskSettingData", { MaxInternalSize: cim.uint64(512n) }),
              },
            }
          : processed(numberIn(args, "ByteLength")),
    });
    expect((await read()).sizeBytes).toBe(512n);
  });

  test("may be called off between two calls", async () => {
    const { read, asked } = answering(8_192n, (args) => processed(numberIn(args, "ByteLength")));
    const calledOff = new Error("enough");
    await expect(read({ signal: AbortSignal.abort(calledOff) })).rejects.toBe(calledOff);
    expect(asked).toHaveLength(0);
    const later = new AbortController();
    await expect(read({ signal: later.signal, onProgress: () => later.abort(calledOff) })).rejects.toBe(calledOff);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["while the system is in use", () => ({ returnValue: 32774, out: {} })],
    ["while the host cannot be reached", () => failing(unavailable())],
    ["after a failure that says nothing", () => failing(new CimError("Failed", "0x80041001"))],
  ])("is asked again %s", async (_, failure) => {
    const failures = [failure, failure, failure];
    const { read, asked } = answering(8_192n, () => failures.shift()?.() ?? processed(4_096n, [0n], [512n]));
    expect((await read()).ranges).toEqual([{ offset: 0n, length: 512n }]);
    expect(asked).toHaveLength(5);
  });

  test("about the path and the size of the disk is asked again too", async () => {
    const { read, controls, diskId } = await aBaseline();
    await controls.addFault({ happens: "before", operation: "get", error: "Unavailable", times: 2 });
    await controls.addFault({ happens: "before", operation: "query", error: "Unavailable", times: 2 });
    await controls.addFault({
      happens: "return-code",
      operation: "invoke",
      method: "GetVirtualHardDiskSettingData",
      returnCode: 32774,
      takesEffect: false,
    });
    expect(await read({ disk: diskId })).toEqual({ path, sizeBytes: 1_000_000n, ranges: [] });
  });

  test.each([
    [32769, "access denied"],
    [32773, "invalid parameter"],
    [32779, "file not found"],
  ])("is not asked again after a refusal that is final: %i (%s)", async (returnValue) => {
    const { read, asked, clock } = answering(8_192n, () => ({ returnValue, out: {} }));
    await expect(read()).rejects.toMatchObject({ returnCode: returnValue });
    expect(asked).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  test.each([3_225_026_601, -1_069_940_695])("names an unknown id by the return code %d too", async (returnValue) => {
    const { read } = answering(8_192n, () => ({ returnValue, out: {} }));
    await expect(read()).rejects.toMatchObject({
      code: "HVRP113",
      message: expect.stringMatching(/begins with this id/),
    });
  });

  test("may be about the time until a snapshot of a VHD Set, and of no other disk", async () => {
    const { read, asked } = answering(8_192n, (args) => processed(numberIn(args, "ByteLength")));
    await read({ disk: "C:\\shared.VHDS", rctId: "A", targetSnapshotId: "B" });
    expect(asked[0]).toMatchObject({ LimitId: cim.string("A"), TargetSnapshotId: cim.string("B") });
    await expect(read({ disk: "C:\\from.vhds.vhdx", targetSnapshotId: "B" })).rejects.toMatchObject({
      code: "HVRP111",
    });
    await expect(read({ targetSnapshotId: "B" })).rejects.toMatchObject({
      code: "HVRP111",
      message: `targetSnapshotId: ${path} is no VHD Set (.vhds), and Hyper-V takes it for those only`,
    });
  });

  test("that the system is too busy for is told as it is: the id may be good", async () => {
    const { read } = answering(8_192n, () => ({ returnValue: 32774, out: {} }));
    await expect(read()).rejects.toMatchObject({
      returnCode: 32774,
      message: `GetVirtualDiskChanges of ${path} returned 32774 (system is in use)`,
    });
  });

  test("that the host cannot answer at all is told as it is: it says nothing about the id", async () => {
    const unsupported = new CimError("Failed", "there is no such method", { unsupported: true });
    const { read } = answering(8_192n, () => failing(unsupported));
    await expect(read()).rejects.toBe(unsupported);
  });

  test("passes on what is no answer of the host", async () => {
    const unreachable = new CimError("Unavailable", "the shell died");
    const { read } = answering(8_192n, () => {
      throw unreachable;
    });
    await expect(read()).rejects.toBe(unreachable);
  });
});

describe("a host that answers with a job", () => {
  const job = { className: "Msvm_ConcreteJob", keys: { InstanceID: "J1" } };
  const started = (out: CimProperties = {}): MethodResult => ({
    returnValue: 4096,
    out: { ...out, Job: cim.reference(job) },
  });
  const seen = (state: number, others: CimProperties = {}) => ({
    reference: job,
    properties: { JobState: cim.uint16(state), ...others },
  });

  test("is waited for and then asked again: what it named a job with is no answer", async () => {
    const states = [4, 7];
    let calls = 0;
    const { read, asked, clock } = answering(
      8_192n,
      () => {
        calls += 1;
        return calls === 1 ? started(processed(4_096n, [512n], [512n]).out) : processed(4_096n, [0n], [1n]);
      },
      { get: async () => seen(states.shift() ?? 7) },
    );
    expect((await read()).ranges).toEqual([{ offset: 0n, length: 1n }]);
    expect(asked.map((args) => numberIn(args, "ByteOffset"))).toEqual([0n, 0n, 4_096n]);
    expect(clock.sleeps.length).toBeGreaterThan(1);
  });

  test("is asked for five minutes where one job follows another, and not for ever", async () => {
    const { read, asked, clock } = answering(8_192n, () => started(), { get: async () => seen(7) });
    const begun = clock.now();
    await expect(read()).rejects.toMatchObject({
      kind: "TimedOut",
      code: "HVRP202",
      message: expect.stringMatching(/answers with one job after another/),
    });
    expect(asked.length).toBeGreaterThan(2);
    expect(clock.now() - begun).toBe(300_000);
  });

  test("and cannot be reached afterwards is given a quarter of a minute, as any other", async () => {
    const { read, clock } = answering(8_192n, () => (clock.now() === begun ? started() : failing(unavailable())), {
      get: async () => seen(7),
    });
    const begun = clock.now();
    await expect(read()).rejects.toMatchObject({ kind: "Unavailable", message: "the shell died" });
    expect(clock.now() - begun).toBeGreaterThanOrEqual(15_000);
    expect(clock.now() - begun).toBeLessThan(16_000);
  });

  test("is not asked again when the question is called off after its job", async () => {
    const calledOff = new Error("enough");
    const controller = new AbortController();
    const { read, asked } = answering(8_192n, () => started(), {
      get: async () => {
        controller.abort(calledOff);
        return seen(7);
      },
    });
    await expect(read({ signal: controller.signal })).rejects.toBe(calledOff);
    expect(asked).toHaveLength(1);
  });

  test("about how large the disk is has said it with the job", async () => {
    const { read } = answering(0n, () => processed(1n), {
      invoke: async (_, method, args) =>
        method === "GetVirtualHardDiskSettingData"
          ? started({ SettingData: cim.string(sizeXml(512n)) })
          : processed(numberIn(args, "ByteLength")),
      get: async () => seen(7),
    });
    expect((await read()).sizeBytes).toBe(512n);
  });

  test("about how large the disk is may say by it why it cannot", async () => {
    const { read } = answering(0n, () => processed(1n), {
      invoke: async () => started(),
      get: async () => seen(10, { ErrorCode: cim.uint16(32779) }),
    });
    await expect(read()).rejects.toMatchObject({ kind: "Failed", code: "HVRP305", returnCode: 32779 });
  });

  test("says by it why it cannot", async () => {
    const { read, asked } = answering(8_192n, () => started(), {
      get: async () => seen(10, { ErrorCode: cim.uint16(32779), ErrorDescription: cim.string("It is not there.") }),
    });
    await expect(read()).rejects.toMatchObject({
      kind: "Failed",
      returnCode: 32779,
      message: expect.stringMatching(/GetVirtualDiskChanges of .*: job state 10 \(exception\).*It is not there\./),
    });
    expect(asked).toHaveLength(1);
  });

  test("is called again where its job was refused because the system is in use", async () => {
    const answers = [started()];
    const { read, asked } = answering(8_192n, () => answers.shift() ?? processed(4_096n), {
      get: async () => seen(10, { ErrorCode: cim.uint16(32774) }),
    });
    expect((await read()).ranges).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  test("is waited for until the question is called off", async () => {
    const calledOff = new Error("enough");
    const controller = new AbortController();
    let looks = 0;
    const { read } = answering(8_192n, () => started(), {
      get: async () => {
        looks += 1;
        if (looks === 2) controller.abort(calledOff);
        return seen(4);
      },
    });
    await expect(read({ signal: controller.signal })).rejects.toBe(calledOff);
    expect(looks).toBe(2);
  });

  test.each([
    ["0xC03A0029", "HVRP113", /no record of changes that begins with this id/],
    ["0xc03a002a", "HVRP114", /changes of the disk are not tracked/],
    ["0xC03A0030", "HVRP115", /record of the disk's changes is missing/],
  ])("says by %s what is wrong with the change tracking", async (named, code, meaning) => {
    const text = `Das Laufwerk ist nicht bereit (${named}).`;
    const { read } = answering(8_192n, () => started(), {
      get: async () => seen(10, { ErrorCode: cim.uint16(32768), ErrorDescription: cim.string(text) }),
    });
    await expect(read()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`Das Laufwerk.*${named}\\): .*${meaning.source}.*whole disk once\\.$`)),
    });
  });

  test("is not waited for without end", async () => {
    const { read } = answering(8_192n, () => started(), { get: async () => seen(4) });
    await expect(read()).rejects.toMatchObject({ kind: "TimedOut", message: expect.stringMatching(/job J1/) });
  });
});
