import type { MethodResult } from "../../../cim/session";
import { type CimValue, cim } from "../../../cim/value";
import { findDisk, isVhdSet } from "../disk-paths";
import { type Range, writtenSince } from "../disk-writes";
import { faultOf } from "../faults";
import { guidFromNames } from "../guid";
import type { SimulatedDisk } from "../inventory";
import { type MethodCall, type Methods, Refusal, returnCodes } from "./call";
import { embeddedText } from "./embedded-text";
import { jobType, perform } from "./operation";
import { optional, required } from "./parameters";

/** So many changes fit one answer: of a region with more, only a part is processed. */
const changesInAnswer = 16;

/** Msvm_ImageManagementService: what reads from points. */
export const imageMethods: Methods = {
  GetVirtualDiskChanges: {
    parameters: {
      Path: "string",
      LimitId: "string",
      TargetSnapshotId: "string",
      ByteOffset: "uint64",
      ByteLength: "uint64",
    },
    results: {
      ProcessedByteLength: "uint64",
      ChangedByteOffsets: "uint64",
      ChangedByteLengths: "uint64",
      Job: "reference",
    },
    run(call) {
      const { host, args } = call;
      if (faultOf(call.faults, "job-first")) return startEmptyJob(call, "Getting Virtual Disk Changes");
      const disk = requiredDisk(call);
      const target = optional(args, "TargetSnapshotId", "string") || undefined;
      // Two of its points in time are compared of a VHD Set only.
      if (target !== undefined && !isVhdSet(disk)) throw new Refusal(returnCodes.invalidParameter);
      const region = requiredRegion(call, disk);
      const changes = writtenSince(host, disk, required(args, "LimitId", "string"), target);
      if (changes === undefined) throw new Refusal(returnCodes.invalidParameter);

      const within = changes.map((change) => intersection(change, region)).filter(({ length }) => length > 0);
      const reported = within.slice(0, changesInAnswer);
      const last = reported.at(-1);
      const processed =
        reported.length === within.length || last === undefined
          ? region.length
          : last.offset + last.length - region.offset;
      return {
        returnValue: returnCodes.completed,
        out: {
          ProcessedByteLength: { type: "uint64", value: BigInt(processed) },
          ChangedByteOffsets: uint64s(reported.map(({ offset }) => offset)),
          ChangedByteLengths: uint64s(reported.map(({ length }) => length)),
        },
      };
    },
  },

  GetVirtualHardDiskSettingData: {
    parameters: { Path: "string" },
    results: { SettingData: "string", Job: "reference" },
    run(call) {
      const settings = settingsOf(requiredDisk(call));
      return { returnValue: returnCodes.completed, out: { SettingData: cim.string(settings) } };
    },
  },
};

/** Some work that has to be done before the method can answer. */
function startEmptyJob(call: MethodCall, caption: string): MethodResult {
  return perform(call, {
    type: jobType.diskChanges,
    caption,
    vms: [],
    unsupportedReason: undefined,
    effect: {},
  });
}

function requiredDisk({ host, args }: MethodCall): SimulatedDisk {
  const disk = findDisk(host, required(args, "Path", "string"));
  if (disk === undefined) throw new Refusal(returnCodes.fileNotFound);
  return disk;
}

/** An embedded Msvm_VirtualHardDiskSettingData of a dynamic disk, as text. */
function settingsOf(disk: SimulatedDisk): string {
  const { path, sizeBytes } = disk;
  const isVhd = /\.a?vhd$/i.test(path);
  return embeddedText("Msvm_VirtualHardDiskSettingData", [
    ["Type", "uint16", "3"],
    ["Format", "uint16", isVhd ? "2" : isVhdSet(disk) ? "4" : "3"],
    ["Path", "string", path],
    ["MaxInternalSize", "uint64", String(sizeBytes)],
    ["BlockSize", "uint32", String(isVhd ? 2 ** 21 : 2 ** 25)],
    ["LogicalSectorSize", "uint32", "512"],
    ["PhysicalSectorSize", "uint32", isVhd ? "512" : "4096"],
    ["VirtualDiskId", "string", guidFromNames("virtualDisk", path.toLowerCase())],
  ]);
}

/** The length must be less than the disk's size, as the method's page says. */
function requiredRegion({ args }: MethodCall, { sizeBytes }: SimulatedDisk): Range {
  const offset = Number(required(args, "ByteOffset", "uint64"));
  const length = Number(required(args, "ByteLength", "uint64"));
  if (length < 1 || length >= sizeBytes || offset + length > sizeBytes) throw new Refusal(returnCodes.invalidParameter);
  return { offset, length };
}

function intersection(a: Range, b: Range): Range {
  const offset = Math.max(a.offset, b.offset);
  return { offset, length: Math.min(a.offset + a.length, b.offset + b.length) - offset };
}

function uint64s(numbers: readonly number[]): CimValue {
  return { type: "uint64", values: numbers.map(BigInt) };
}
