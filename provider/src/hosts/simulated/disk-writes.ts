import { isVhdSet } from "./disk-paths";
import { guidFromNames } from "./guid";
import type { Host } from "./host";
import type { SimulatedDisk } from "./inventory";
import { keyOf, type Tracking } from "./world";

/*
 * The change tracking of the disks: where something was written, not what, since nobody reads it. Writes and RCT ids are
 * counted together, so an id tells the writes after it from those before.
 */

export interface Range {
  readonly offset: number;
  readonly length: number;
}

export function recordWrite(host: Host, disk: SimulatedDisk, { offset, length }: Range): void {
  const tracking = trackingOf(host, disk);
  tracking.last += 1;
  // What was written over need not be known, unless somebody may ask for the time in between.
  const visible = tracking.writes.filter(
    (write) => isVhdSet(disk) || write.offset < offset || write.offset + write.length > offset + length,
  );
  tracking.writes = [...visible, { sequence: tracking.last, offset, length }];
  host.changed = true;
}

/** The tracking of a disk begins anew: what was written before is forgotten, and its former ids are invalid. */
export function resetTracking(host: Host, disk: SimulatedDisk): void {
  const tracking = trackingOf(host, disk);
  tracking.resets += 1;
  tracking.writes = [];
  host.changed = true;
}

/** An RCT id of this moment: `rctX:`, a GUID with colons, and a counter of eight hexadecimal digits. */
export function newRctId(host: Host, disk: SimulatedDisk): string {
  const tracking = trackingOf(host, disk);
  tracking.last += 1;
  return `${rctPrefix(disk, tracking.resets)}${tracking.last.toString(16).padStart(8, "0")}`;
}

/**
 * What was written since an RCT id, and until another one where it is given, in ascending ranges that do not touch;
 * `undefined` when one is no id of this disk, or no point holds it any more.
 */
export function writtenSince(host: Host, disk: SimulatedDisk, from: string, until?: string): Range[] | undefined {
  const after = sequenceOf(host, disk, from);
  const last = until === undefined ? Number.POSITIVE_INFINITY : sequenceOf(host, disk, until);
  if (after === undefined || last === undefined) return undefined;
  const written = trackingOf(host, disk).writes.filter(({ sequence }) => sequence > after && sequence <= last);
  return merge(written.sort((a, b) => a.offset - b.offset));
}

function sequenceOf(host: Host, disk: SimulatedDisk, rctId: string): number | undefined {
  const counter = /:([0-9a-f]{8})$/.exec(rctId)?.[1];
  const isOfDisk = rctId.startsWith(rctPrefix(disk, trackingOf(host, disk).resets));
  const isHeld = host.state.points.some(({ disks }) => disks.some((held) => held.rctId === rctId));
  return counter !== undefined && isOfDisk && isHeld ? Number.parseInt(counter, 16) : undefined;
}

function merge(ascending: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const { offset, length } of ascending) {
    const last = merged.at(-1);
    if (last === undefined || offset > last.offset + last.length) merged.push({ offset, length });
    else
      merged[merged.length - 1] = { offset: last.offset, length: Math.max(last.length, offset + length - last.offset) };
  }
  return merged;
}

function rctPrefix({ path }: SimulatedDisk, resets: number): string {
  const guid = guidFromNames("rct", path.toLowerCase(), ...(resets === 0 ? [] : [String(resets)]));
  return `rctX:${guid.toLowerCase().replaceAll("-", ":")}:`;
}

function trackingOf({ world }: Host, { path }: SimulatedDisk): Tracking {
  const key = keyOf(path.toLowerCase());
  const tracking = world.tracking[key] ?? { last: 0, resets: 0, writes: [] };
  world.tracking[key] = tracking;
  return tracking;
}
