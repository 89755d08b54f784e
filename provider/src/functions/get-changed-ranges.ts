import type * as pulumi from "@pulumi/pulumi";
import { rejecting } from "./errors";
import { type HostOptions, type HostOutputOptions, type InputArgs, onHost, outputOnHost } from "./host";

/** The arguments of {@link getChangedRanges}. */
export interface GetChangedRangesArgs {
  /**
   * The virtual hard disk: its path on the host (`disks[].path` of a point, or the file of a checkpoint), or its id
   * (`disks[].virtualDiskId`), which stands for the file that the virtual machine uses now. An error when the host has none such.
   *
   * Source: `Path` of `GetVirtualDiskChanges`; `InstanceID` of `Msvm_StorageAllocationSettingData`.
   */
  disk: string;
  /**
   * `disks[].rctId` of a reference point that still exists: the changes since then are returned. Undefined is an error: points of
   * the type `"Log"` have none. The host refuses the id of another disk, and one that it no longer knows. Of a VHD Set (`.vhds`), the
   * id of one of its snapshots will do too.
   *
   * Source: `LimitId` of `GetVirtualDiskChanges`.
   */
  rctId: string | undefined;
  /**
   * Of a VHD Set only: the id of the snapshot at which the changes end. An error for any other disk. Default: up to now.
   *
   * Source: `TargetSnapshotId` of `GetVirtualDiskChanges`; `SnapshotId` of `Msvm_VHDSnapshotInformation`.
   */
  targetSnapshotId?: string;
  /**
   * Where the requested region begins, in bytes: a `bigint`, an integer up to 2^53 - 1, or decimal digits. An error when
   * it is not on the disk. Default 0. Source: `ByteOffset` of `GetVirtualDiskChanges`.
   */
  byteOffset?: bigint | number | string;
  /**
   * Length of the requested region, in bytes, as `byteOffset`. An error when it is 0 or reaches past the end of the disk.
   * Default: to the end of the disk. Source: `ByteLength` of `GetVirtualDiskChanges`.
   */
  byteLength?: bigint | number | string;
}

/** How far {@link getChangedRanges} has come. */
export interface ChangedRangesProgress {
  /** Bytes of the region that have been processed. */
  readonly processedBytes: bigint;
  /** Length of the region in bytes. */
  readonly totalBytes: bigint;
  /** Changed ranges that have been returned so far, before they are merged. */
  readonly ranges: number;
}

/** Options of {@link getChangedRanges}. */
export interface GetChangedRangesOptions extends HostOptions {
  /** Aborts between two requests; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
  /**
   * Called after each call of the host; there are several for a large disk or many changes.
   *
   * @param progress - How far it has come.
   */
  onProgress?(progress: ChangedRangesProgress): void;
}

/** A range of a disk. `Bytes` is `bigint`; in outputs it is a `string` of decimal digits. */
export interface ByteRange<Bytes = bigint> {
  /** Where it begins, in bytes from the beginning of the disk. */
  readonly offset: Bytes;
  /** Its length in bytes, which is never 0. */
  readonly length: Bytes;
}

/** What has changed on a disk. `Bytes` is `bigint`; in outputs it is a `string` of decimal digits. */
export interface ChangedRanges<Bytes = bigint> {
  /** Path of the disk on the host. */
  readonly path: string;
  /** Size of the disk as its virtual machine sees it. Source: `MaxInternalSize` of `Msvm_VirtualHardDiskSettingData`. */
  readonly sizeBytes: Bytes;
  /** Sum of the lengths of `ranges`. */
  readonly changedBytes: Bytes;
  /**
   * What may differ from what it was, in ascending ranges that neither overlap nor touch. Source: `ChangedByteOffsets` and
   * `ChangedByteLengths` of `GetVirtualDiskChanges`.
   */
  readonly ranges: ByteRange<Bytes>[];
}

/**
 * Returns the ranges of a disk that have been written to since a reference point: what an incremental backup has to read. Offsets are
 * those of the disk as its virtual machine sees it, not of the VHDX file. The host is asked several times: for a running virtual
 * machine, name the disk file of a checkpoint, so that all of its answers are about one moment.
 *
 * Rejects with a `HyperVHostError`: `Failed` with the decoded return code where the host refuses, `AccessDenied` where the account may
 * not see the service, `NotFound` for the id of a disk that the host does not have, `Unavailable` where the host could not be asked for
 * 15 seconds.
 * Wrong arguments or settings: with a `RunError`. Source: `GetVirtualDiskChanges` and `GetVirtualHardDiskSettingData` of
 * `Msvm_ImageManagementService`.
 *
 * @example Copies what has changed.
 * ```typescript
 * async function copyChanges(rctId: string, copy: (offset: bigint, length: bigint) => Promise<void>) {
 *   const { ranges } = await getChangedRanges({ disk: "C:\\VMs\\sql01\\data.vhdx", rctId });
 *   for (const { offset, length } of ranges) await copy(offset, length);
 * }
 * ```
 *
 * @param args - The disk, since when, and which part of it.
 * @param options - Which host, and who is called with its progress.
 */
export async function getChangedRanges(
  args: GetChangedRangesArgs,
  options: GetChangedRangesOptions = {},
): Promise<ChangedRanges> {
  return rejecting(async () => {
    const { changedRangesArguments, checkArguments } = require("./arguments") as typeof import("./arguments");
    const { readDiskChanges } = require("../hyperv/disk-changes") as typeof import("../hyperv/disk-changes");
    const { signal, onProgress } = options;
    const question = { ...checkArguments("getChangedRanges", changedRangesArguments, args), signal, onProgress };
    const changes = await onHost(options, (session) => readDiskChanges(session, question));
    return { ...changes, changedBytes: changes.ranges.reduce((sum, { length }) => sum + length, 0n) };
  });
}

/**
 * {@link getChangedRanges} for a Pulumi program: takes inputs, and asks when they are known, in previews too. Numbers of bytes are
 * decimal digits, because an output can hold no `bigint`, and a large number not exactly.
 *
 * @example How much an incremental backup would have to read.
 * ```typescript
 * const baseline = new VmReferencePoint("sql01", { vmName: "sql01" });
 * export const bytes = baseline.disks.apply((disks) =>
 *   pulumi.all(disks.map(({ virtualDiskId, rctId }) => getChangedRangesOutput({ disk: virtualDiskId, rctId }).changedBytes)),
 * );
 * ```
 *
 * @param args - The disk, since when, and which part of it.
 * @param options - Which host, and when it is asked.
 */
export function getChangedRangesOutput(
  args: InputArgs<GetChangedRangesArgs>,
  options: HostOutputOptions = {},
): pulumi.Output<ChangedRanges<string>> {
  return outputOnHost<GetChangedRangesArgs, ChangedRanges<string>>(args, options, async (known, host) =>
    asText(await getChangedRanges(known, host)),
  );
}

function asText({ path, sizeBytes, changedBytes, ranges }: ChangedRanges): ChangedRanges<string> {
  return {
    path,
    sizeBytes: String(sizeBytes),
    changedBytes: String(changedBytes),
    ranges: ranges.map(({ offset, length }) => ({ offset: String(offset), length: String(length) })),
  };
}
