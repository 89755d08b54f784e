import { snapshotOf } from "../creation/record";
import type { ReadableFile, UnreadableFile } from "./journal-files";
import { type CreationSummary, summaryOf } from "./journal-summary";

/** What the user does about an entry. */
export function adviceFor(file: ReadableFile): string {
  const { creationId, status, stack, pointId, target } = summaryOf(file);
  const { pid, computer } = file.entry.process;
  const forget = `\`hyperv-reference-points journal forget ${creationId}\``;
  const ofStack = stack === null ? "its stack" : `stack ${stack}`;
  switch (status) {
    case "at-work":
      return `A process (pid ${pid} on ${computer}) is working on it. Wait until its command has ended.`;
    case "interrupted":
      return (
        `Run \`pulumi up\` on ${ofStack} with this resource declared: it finishes the creation. If the resource was removed from the ` +
        `program, declare it once more and then delete it. If no stack will declare it again, ${cleanUp(file)}; then run ${forget}.`
      );
    case "delivered":
      return (
        `If a stack has the resource, under this name or another, run \`pulumi up\` on it: the entry is then updated. If no stack has it, ` +
        `${cleanUp(file)}; then run ${forget}.`
      );
    case "owned":
      return (
        "Nothing, as long as a stack has the resource: the entry keeps others from using its point and is removed when the point is " +
        `deleted. If no stack has it any more, delete reference point ${pointId} on the host or adopt it by another resource; then run ${forget}.`
      );
    case "void":
      return (
        `If a stack still has it as a pending creation, run \`pulumi up\` on ${ofStack}: it creates the reference point of the ${target.kind} ` +
        `anew. Otherwise run ${forget}: nothing is left on the host.`
      );
  }
}

/** What stays on the host when an entry is forgotten; undefined where nothing does. */
export function leftoverOf(file: ReadableFile): string | undefined {
  const { status, pointId, target } = summaryOf(file);
  if (status === "void") return undefined;
  const compare = `\`hyperv-reference-points orphans\` finds a reference point that no stack owns.`;
  if (status === "owned") {
    return `Reference point ${pointId} was not deleted. The state that has it still owns it; if none has it any more, ${compare}`;
  }
  if (pointId !== null) return `Reference point ${pointId} may be left on the host. ${compare}`;
  return `${possibleResult(file.entry, target)} may be left on the host. ${compare}`;
}

export function adviceForUnreadable({ id }: UnreadableFile): string {
  return (
    "It may name a reference point or a virtual machine: read the file. A newer version of this package may be able to read it. If " +
    `nothing of it is left on the host, run \`hyperv-reference-points journal forget ${id}\`.`
  );
}

export const leftoverOfUnreadable =
  "What it was about is not known, so a reference point or a recovery snapshot may be left on the host. " +
  "`hyperv-reference-points orphans` finds a reference point that no stack owns.";

function cleanUp(file: ReadableFile): string {
  const { pointId, target } = summaryOf(file);
  if (pointId !== null) return `delete reference point ${pointId} on the host or adopt it by another resource`;
  const result = possibleResult(file.entry, target);
  return `check on the host what it may have created (${result.charAt(0).toLowerCase()}${result.slice(1)}) and delete or adopt it`;
}

/** What a call of which the result is not known may have created. */
function possibleResult({ content }: ReadableFile["entry"], { kind, id, name }: CreationSummary["target"]): string {
  const of = `of the ${kind} "${name ?? id}"`;
  if (content.is === "point") return `Reference point ${content.pointId}`;
  const { record } = content;
  const key = record.phase === "running" ? record.resultId : undefined;
  const point =
    key === undefined
      ? `A reference point ${of} that appeared after ${record.calledAt}`
      : `Reference point ${key} ${of}`;
  const snapshots = "(Get-VMSnapshot -SnapshotType Recovery)";
  switch (record.step.method) {
    case "CreateReferencePoint":
      return point;
    case "CreateSnapshot":
      return `${key === undefined ? "A recovery snapshot" : `Recovery snapshot ${key}`} ${of} ${snapshots}`;
    case "ConvertToReferencePoint":
      return `${point}, or recovery snapshot ${snapshotOf(record)} ${snapshots}`;
  }
}
