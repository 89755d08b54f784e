import * as pulumi from "@pulumi/pulumi";
import { getChangedRangesOutput, VmReferencePoint } from "hyperv-reference-points";

// Each backup has a generation, and a point that is taken before it reads. The point of the backup before it stays: this
// backup reads what has changed since. What is written while it reads is after its own point, so the next one gets it.
const generation = new pulumi.Config().requireNumber("generation");
const current = pointOf(generation);
const previous = generation > 1 ? pointOf(generation - 1) : undefined;

function pointOf(backup: number): VmReferencePoint {
  return new VmReferencePoint(`files01-${backup}`, { vmName: "files01" });
}

/** The disks, for a backup that reads all of them. */
export const disks = current.disks;

/** The disks as of the backup before, with the RCT ids since which an incremental backup reads; none at first. */
export const baseline = previous?.disks ?? [];

/** How much that is, in bytes, by disk. */
export const changedBytes = pulumi
  .output(baseline)
  .apply((found) =>
    pulumi.all(found.map(({ virtualDiskId: disk, rctId }) => getChangedRangesOutput({ disk, rctId }).changedBytes)),
  );
