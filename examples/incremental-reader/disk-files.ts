import { mkdir, open } from "node:fs/promises";
import { dirname, join, win32 } from "node:path";

/*
 * The simulated host knows where something was written to its disks, but not what. What the virtual machine sees on a disk
 * is in a file here, and the backup's copy of it in another.
 *
 * On a real host the content is that of the disk itself: Mount-VHD -ReadOnly -NoDriveLetter the file of a checkpoint, and
 * read from \\.\PhysicalDrive<number>.
 */

/** The content of a disk, by its path on the host. */
export function contentOf(path: string): string {
  return join(".local", "disks", win32.basename(path, ".vhdx"));
}

/** The copy of a disk. */
export function copyOf(path: string): string {
  return join(".local", "copies", win32.basename(path, ".vhdx"));
}

/** A file of that size, made when there is none: without content it takes no room. */
export async function sizedFile(file: string, bytes: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "a");
  await handle.truncate(bytes);
  await handle.close();
}

const piece = 1024 * 1024;

/** Copies ranges from one file to the same places of another, and nothing else. A disk has at most 2^46 bytes. */
export async function copyRanges(
  from: string,
  to: string,
  ranges: readonly { readonly offset: bigint; readonly length: bigint }[],
): Promise<void> {
  const source = await open(from, "r");
  const target = await open(to, "r+");
  const buffer = Buffer.alloc(piece);
  for (const { offset, length } of ranges) {
    const end = Number(offset + length);
    for (let position = Number(offset); position < end; ) {
      const { bytesRead } = await source.read(buffer, 0, Math.min(piece, end - position), position);
      if (bytesRead === 0) throw new Error(`${from} ends at ${position}, before the range that ends at ${end}`);
      await target.write(buffer, 0, bytesRead, position);
      position += bytesRead;
    }
  }
  await source.close();
  await target.close();
}

/** Where two files differ first; `undefined` when they are equal. */
export async function firstDifference(one: string, other: string): Promise<number | undefined> {
  const [a, b] = [await open(one, "r"), await open(other, "r")];
  const [left, right] = [Buffer.alloc(piece), Buffer.alloc(piece)];
  try {
    for (let position = 0; ; position += piece) {
      const [{ bytesRead }, { bytesRead: others }] = [
        await a.read(left, 0, piece, position),
        await b.read(right, 0, piece, position),
      ];
      const most = Math.max(bytesRead, others);
      for (let index = 0; index < most; index += 1) {
        if (index >= bytesRead || index >= others || left[index] !== right[index]) return position + index;
      }
      if (most < piece) return undefined;
    }
  } finally {
    await a.close();
    await b.close();
  }
}
