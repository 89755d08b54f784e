import { guidFromNames, randomGuid } from "./guid";
import type { Host } from "./host";
import type { Disk } from "./inventory";

/*
 * What was written to the disks: only where, since nobody reads it. Each write has a number, and an RCT id holds the number
 * of the last write before it.
 */

export interface Range {
  readonly offset: number;
  readonly length: number;
}

export function findDisk({ inventory }: Host, path: string): Disk | undefined {
  const wanted = path.toLowerCase();
  return inventory.virtualMachines.flatMap(({ disks }) => disks).find((disk) => disk.path.toLowerCase() === wanted);
}

export function recordWrite({ state }: Host, disk: Disk, { offset, length }: Range): void {
  const earlier = writesTo(state, disk);
  const visible = earlier.filter((write) => write.offset < offset || write.offset + write.length > offset + length);
  state.writes[disk.path.toLowerCase()] = [...visible, { sequence: lastSequence(earlier) + 1, offset, length }];
}

/** An RCT id of this moment, an opaque text to everyone but the host. */
export function newRctId({ state, random }: Host, disk: Disk): string {
  return `${rctPrefix(disk)}${randomGuid(random)}:${lastSequence(writesTo(state, disk))}`;
}

/**
 * What was written since an RCT id, in ascending ranges that do not touch; `undefined` when it is no id of this disk, or no
 * point holds it any more.
 */
export function writtenSince({ state }: Host, disk: Disk, rctId: string): Range[] | undefined {
  const sequence = /:(\d+)$/.exec(rctId)?.[1];
  if (sequence === undefined || !rctId.startsWith(rctPrefix(disk))) return undefined;
  if (!state.points.some(({ disks }) => disks.some((held) => held.rctId === rctId))) return undefined;
  const since = writesTo(state, disk).filter((write) => write.sequence > Number(sequence));
  return merge(since.sort((a, b) => a.offset - b.offset));
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

function rctPrefix({ path }: Disk): string {
  return `rctX:${guidFromNames("rct", path.toLowerCase())}:`;
}

function writesTo({ writes }: Host["state"], { path }: Disk) {
  return writes[path.toLowerCase()] ?? [];
}

function lastSequence(writes: readonly { readonly sequence: number }[]): number {
  return writes.at(-1)?.sequence ?? 0;
}
