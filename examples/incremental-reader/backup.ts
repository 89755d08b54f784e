import { stat } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { getChangedRanges } from "hyperv-reference-points";
import { contentOf, copyOf, copyRanges, firstDifference, sizedFile } from "./disk-files";

/*
 * Copies the disks of a virtual machine. The outputs of the stack come from standard input, and HYPERV_RP_... in the
 * environment says which host to ask:
 *
 *   pulumi stack output --json | node .local/build/backup.js full          all of every disk
 *   pulumi stack output --json | node .local/build/backup.js incremental   what has changed since the backup before
 *   pulumi stack output --json | node .local/build/backup.js verify        whether the copies equal the disks
 */

interface Disk {
  readonly path?: string;
  readonly rctId?: string;
}

interface StackOutputs {
  readonly disks: readonly Disk[];
  readonly baseline: readonly Disk[];
}

const commands: Readonly<Record<string, (outputs: StackOutputs) => Promise<void>>> = {
  async full({ disks }) {
    for (const disk of disks) {
      const path = pathOf(disk);
      const { size } = await stat(contentOf(path));
      await sizedFile(copyOf(path), size);
      await copyRanges(contentOf(path), copyOf(path), [{ offset: 0n, length: BigInt(size) }]);
      console.log(`${path}: copied all ${size} bytes`);
    }
  },

  async incremental({ baseline }) {
    if (baseline.length === 0) throw new Error("there is no backup before this one; make a full one");
    for (const disk of baseline) {
      const path = pathOf(disk);
      const { ranges, changedBytes, sizeBytes } = await getChangedRanges({ disk: path, rctId: disk.rctId });
      await copyRanges(contentOf(path), copyOf(path), ranges);
      console.log(`${path}: copied ${changedBytes} of ${sizeBytes} bytes, in ${ranges.length} ranges`);
    }
  },

  async verify({ disks }) {
    for (const disk of disks) {
      const path = pathOf(disk);
      const difference = await firstDifference(contentOf(path), copyOf(path));
      if (difference !== undefined) throw new Error(`${path}: the copy differs at byte ${difference}`);
      console.log(`${path}: the copy equals the disk`);
    }
  },
};

function pathOf({ path }: Disk): string {
  if (path === undefined) throw new Error("a disk of the point is no longer on the host");
  return path;
}

async function main(): Promise<void> {
  const command = commands[process.argv[2] ?? ""];
  if (command === undefined) throw new Error(`say what to do: ${Object.keys(commands).join(", ")}`);
  const outputs: Partial<StackOutputs> = JSON.parse((await text(process.stdin)) || "{}");
  const { disks, baseline } = outputs;
  if (!disks || !baseline) throw new Error("standard input does not hold the outputs of the stack");
  await command({ disks, baseline });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
