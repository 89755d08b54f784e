import { whatOf } from "../creation/messages";
import type { CreationRecord } from "../creation/record";
import type { Entry } from "../journal/entry";

/** Of a creation that was interrupted: what finishes it. */
export function describeInterrupted(entry: Entry): string {
  const { urn, creationId } = entry;
  const record = recordOf(entry);
  const call = `${whatOf(record)} (${record.targetId}) at ${record.calledAt}`;
  const known =
    record.phase === "created"
      ? `${call} created reference point ${record.pointId} for ${urn}, and the state may not know of it. A \`pulumi up\` that ` +
        "declares this resource sees to it."
      : `the creation of ${urn} was interrupted: ${call}, ${progressOf(record)}. A \`pulumi up\` that declares this resource finishes it.`;
  return (
    `${known} If the resource was removed from the program, its point may be left on the host: declare it once more and then ` +
    `delete it, or run \`hyperv-reference-points journal show ${creationId}\`.`
  );
}

function progressOf(record: CreationRecord): string {
  if (record.phase !== "running") return "its response was lost";
  return record.jobId === undefined ? "the host began and named no job" : `job ${record.jobId}`;
}

/** Of a creation that was delivered and that no state has shown since. */
export function describeUnshown(entry: Entry, pointId: string | undefined): string {
  const { creationId } = entry;
  const record = recordOf(entry);
  const call = `${whatOf(record)}, ${record.calledAt}`;
  const forget = `\`hyperv-reference-points journal forget ${creationId}\``;
  if (pointId === undefined) {
    const snapshot =
      record.step.method === "CreateReferencePoint"
        ? ""
        : ", and delete the recovery snapshot that it may have left (Get-VMSnapshot -SnapshotType Recovery)";
    return (
      `an earlier command has left a pending creation of this name (${call}), and no state has shown it since, unless it waits to be ` +
      "deleted after a replacement: then `pulumi up` deletes it. Else it is left alone. If no " +
      `stack has the earlier one any more, \`hyperv-reference-points orphans\` finds its point: delete it on the host ` +
      `or adopt it by another resource${snapshot}; then run ${forget}.`
    );
  }
  return (
    `an earlier command has left reference point ${pointId} of this name (${call}), and no state has shown it since; it is left ` +
    "alone. Where the state has it and a `pulumi up` replaces the resource by force, that deletes the point in the end. If no stack has it any more, find it, and all parts of a group's, by " +
    `\`hyperv-reference-points orphans\`; delete them on the host or adopt the point by another resource, and then run ${forget}.`
  );
}

function recordOf({ content, creationId }: Entry): CreationRecord {
  if (content.is === "creation") return content.record;
  throw new Error(`a state has shown the point of creation ${creationId}: there is nothing to announce`);
}
