import { randomBytes, randomInt } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { controlSimulatedHost } from "hyperv-reference-points/simulated-host";
import { contentOf, sizedFile } from "./disk-files";

/*
 * What the virtual machine does between two backups: it writes here and there, at the very beginning and at the very end of
 * its disks. Run once: node .local/build/guest.js
 */

const descriptionFile = "hyperv-host.json";
const writes = 60;
const largestWrite = 64 * 1024;

/** What this script needs to know of the host's description. */
interface Description {
  readonly virtualMachines: readonly {
    readonly disks: readonly { readonly path: string; readonly sizeBytes: number }[];
  }[];
}

async function main(): Promise<void> {
  const { virtualMachines }: Description = JSON.parse(await readFile(descriptionFile, "utf8"));
  const host = controlSimulatedHost({ descriptionFile });
  for (const { path, sizeBytes } of virtualMachines.flatMap(({ disks }) => disks)) {
    await sizedFile(contentOf(path), sizeBytes);
    const content = await open(contentOf(path), "r+");
    for (const offset of [0, sizeBytes - 1, ...someOffsets(sizeBytes)]) {
      const bytes = randomBytes(Math.min(randomInt(1, largestWrite), sizeBytes - offset));
      await content.write(bytes, 0, bytes.length, offset);
      // Hyper-V sees what its VMs write; the simulated host must be informed.
      await host.writeToDisk(path, offset, bytes.length);
    }
    await content.close();
    console.log(`files01 has written ${writes} times to ${path}`);
  }
}

function someOffsets(sizeBytes: number): number[] {
  return Array.from({ length: writes - 2 }, () => randomInt(0, sizeBytes));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
