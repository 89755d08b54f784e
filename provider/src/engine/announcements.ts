import { whatOf } from "../creation/messages";
import type { Entry } from "../journal/entry";

/** Of a creation that was interrupted: what finishes it. */
export function describeInterrupted({ content, urn, creationId }: Entry): string {
  if (content.is !== "creation") return "";
  const { record } = content;
  const call = `${whatOf(record)} (${record.targetId}) at ${record.calledAt}`;
  const known =
    record.phase === "created"
      ? `${call} created reference point ${record.pointId} for ${urn}, and the state may not know of it. The next \`pulumi up\` that ` +
        "declares this resource sees to it."
      : `the creation of ${urn} was interrupted: ${call}, ${
          record.phase === "running" && record.jobId !== undefined ? `job ${record.jobId}` : "its response was lost"
        }. The next \`pulumi up\` that declares this resource finishes it.`;
  return (
    `${known} If the resource was removed from the program, its point may be left on the host: declare it once more and then ` +
    `delete it, or run \`hyperv-reference-points journal show ${creationId}\`.`
  );
}

/** Of a creation that was delivered and that no state has shown since. */
export function describeUnshown({ content, creationId }: Entry, pointId: string | undefined): string {
  if (content.is !== "creation") return "";
  const what = pointId === undefined ? "a pending creation" : `reference point ${pointId}`;
  const { record } = content;
  return (
    `an earlier command has left ${what} of this name (${whatOf(record)}, ${record.calledAt}), and no state has shown it since; it ` +
    "stays, and a new point is created. A forced replacement deletes it in the end. If no stack has it any more, delete it on the " +
    `host or adopt it by another resource, and then run \`hyperv-reference-points journal forget ${creationId}\`.`
  );
}
