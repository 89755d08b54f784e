import { CimError, isCimError } from "../cim/error";
import { describeHost } from "../cim/host-names";
import { longIntegerOf, longIntegersOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import { cim } from "../cim/value";
import { type Waiting, waitingFor } from "../operation/poll";
import { retryReads } from "../operation/retry";
import { type ByteRange, endOf, intersection, mergeRanges } from "../support/byte-range";
import { type Clock, systemClock } from "../support/clock";
import { withoutStop } from "../support/sentence";
import { trackingErrorIn } from "./change-tracking-errors";
import { callImageService, changesMethod, imageService, readDiskSize } from "./image-service";
import { requireServiceEverywhere } from "./service";
import { findDiskPath } from "./virtual-system";

/** How far a question has been answered. */
export interface ChangeProgress {
  /** So many bytes of the region have been looked at, */
  readonly processedBytes: bigint;
  /** of so many. */
  readonly totalBytes: bigint;
  /** So many changed ranges have been told so far, before they are merged. */
  readonly ranges: number;
}

export interface ChangeQuestion {
  /** Path of the virtual hard disk on the host, or its id (InstanceID of its Msvm_StorageAllocationSettingData). */
  readonly disk: string;
  /** An RCT id; of a VHD Set also the id of one of its snapshots. */
  readonly rctId: string;
  /** Id of a snapshot of a VHD Set, at which the changes end. Default: now. */
  readonly targetSnapshotId?: string | undefined;
  /** Default: from the beginning. */
  readonly byteOffset?: bigint | undefined;
  /** Default: to the end of the disk. */
  readonly byteLength?: bigint | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ChangeProgress) => void) | undefined;
}

export interface DiskChanges {
  readonly path: string;
  readonly sizeBytes: bigint;
  readonly ranges: ByteRange[];
}

/**
 * What has changed on a disk since a reference point: Msvm_ImageManagementService.GetVirtualDiskChanges, asked until the
 * whole region has been processed.
 */
export async function readDiskChanges(
  session: CimSession,
  question: ChangeQuestion,
  clock: Clock = systemClock,
): Promise<DiskChanges> {
  const { signal, onProgress } = question;
  const waiting = waitingFor(clock, signal);
  const path = await retryReads(waiting, () => requireDiskPath(session, question.disk));
  requireVhdSet(question, path);
  const sizeBytes = await readDiskSize(session, path, waiting);
  const region = regionOf(question, path, sizeBytes);

  const found: ByteRange[] = [];
  for (let offset = region.offset; offset < endOf(region); ) {
    const rest = { offset, length: endOf(region) - offset };
    const asked = { offset, length: smaller(rest.length, mostOfACall(sizeBytes)) };
    const reply = await readSomeChanges(session, path, question, asked, waiting);
    for (const range of reply.ranges) found.push(intersection(range, region));
    offset += reply.processed;
    const processedBytes = offset - region.offset;
    onProgress?.({ processedBytes, totalBytes: region.length, ranges: found.length });
  }
  return { path, sizeBytes, ranges: mergeRanges(found) };
}

/** The method's page wants a length that is less than the disk's size: the whole takes two calls at least. */
function mostOfACall(sizeBytes: bigint): bigint {
  const half = sizeBytes / 2n;
  return half - (half % sector) || half;
}

/** The larger of the two sector sizes there are: a region that begins and ends with one is good for every disk. */
const sector = 4096n;

function regionOf({ byteOffset = 0n, byteLength }: ChangeQuestion, path: string, sizeBytes: bigint): ByteRange {
  const region = { offset: byteOffset, length: byteLength ?? sizeBytes - byteOffset };
  if (region.length > 0n && endOf(region) <= sizeBytes) return region;
  const asked = byteLength === undefined ? `byteOffset ${byteOffset}` : `${byteLength} bytes from ${byteOffset} on`;
  throw new CimError("Failed", `${asked}: that is not within ${path}, which has ${sizeBytes} bytes`, {
    code: "HVRP112",
  });
}

interface SomeChanges {
  /** From the beginning of the region that was asked for, so many bytes have been looked at; never 0. */
  readonly processed: bigint;
  readonly ranges: readonly ByteRange[];
}

async function readSomeChanges(
  session: CimSession,
  path: string,
  { rctId, targetSnapshotId }: ChangeQuestion,
  { offset, length }: ByteRange,
  waiting: Waiting,
): Promise<SomeChanges> {
  const args = {
    Path: cim.string(path),
    LimitId: cim.string(rctId),
    ...(targetSnapshotId === undefined ? {} : { TargetSnapshotId: cim.string(targetSnapshotId) }),
    ByteOffset: cim.uint64(offset),
    ByteLength: cim.uint64(length),
  };
  const out = await callImageService(waiting, session, changesMethod, path, args).catch((error) => {
    throw refusalOfId(error, rctId);
  });
  const processed = longIntegerOf(out, "ProcessedByteLength") ?? 0n;
  const offsets = longIntegersOf(out, "ChangedByteOffsets");
  const lengths = longIntegersOf(out, "ChangedByteLengths");
  if (processed <= 0n) {
    throw new CimError("Failed", `${changesMethod} of ${path} processed nothing of ${length} bytes from ${offset} on`, {
      code: "HVRP314",
    });
  }
  if (offsets.length !== lengths.length) {
    throw new CimError(
      "Failed",
      `${changesMethod} of ${path} told ${offsets.length} offsets, but ${lengths.length} lengths`,
      {
        code: "HVRP314",
      },
    );
  }
  const ranges = offsets.map((start, index) => ({ offset: start, length: lengths[index] ?? 0n }));
  return { processed: smaller(processed, length), ranges };
}

/** Which code stands for an id that the host does not take is not documented: a refusal says what to do about one. */
function refusalOfId(error: unknown, rctId: string): unknown {
  if (!isCimError(error, "Failed") || error.busy) return error;
  const known = trackingErrorIn(error);
  if (known !== undefined) {
    const { code, meaning } = known;
    return new CimError("Failed", `${withoutStop(error.message)}: ${meaning}.`, { code, cause: error });
  }
  if (error.returnCode === undefined) return error;
  return new CimError(
    "Failed",
    `${error.message}. Its rctId must be the one that a reference point which still exists has for this very disk; ` +
      `if the point is gone, copy the whole disk and begin with a new point. It was "${rctId}".`,
    { code: "HVRP113", returnCode: error.returnCode, cause: error },
  );
}

/** Two points in time are compared in a VHD Set only, as the page of the method says. */
function requireVhdSet({ targetSnapshotId }: ChangeQuestion, path: string): void {
  if (targetSnapshotId === undefined || /\.vhds$/i.test(path)) return;
  throw new CimError("Failed", `targetSnapshotId: ${path} is no VHD Set (.vhds), and Hyper-V takes it for those only`, {
    code: "HVRP111",
  });
}

/** Path of the disk: what is given when it is a full path, else that of the disk with this id. */
async function requireDiskPath(session: CimSession, disk: string): Promise<string> {
  if (/^([A-Za-z]:[\\/]|\\\\)/.test(disk)) return disk;
  const path = await findDiskPath(session, disk);
  if (path !== undefined) return path;
  const { hostName } = await requireServiceEverywhere(session, imageService);
  throw new CimError(
    "NotFound",
    `disk: "${disk}" is neither a full path nor the id of a disk on ${describeHost(hostName)}; a disk that was detached has no id any more`,
    { code: "HVRP112" },
  );
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
