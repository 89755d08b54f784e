import { CimError } from "../cim/error";
import { deleteSnapshotsCommand } from "../hyperv/cmdlets";
import type { Answer } from "../hyperv/creation-call";
import type { Operation } from "../operation/context";
import type { TimedOut } from "../operation/poll";
import { describeDuration } from "../support/duration";
import { quoted, quotedHostText } from "../support/printable";
import type { Decision } from "./decide";
import type { View } from "./observe";
import { type CreationRecord, resultOf } from "./record";
import type { Work } from "./work";

/** `CreateReferencePoint for "sql01"` */
export function whatOf({ step, targetName }: Pick<CreationRecord, "step" | "targetName">): string {
  return `${step.method} for ${quotedHostText(targetName)}`;
}

/** What a step leads to, in words. */
function resultNoun(record: CreationRecord, what = resultOf(record)): string {
  return what === "snapshot" ? "recovery snapshot" : "reference point";
}

/** On the status line: the number first, for the line is cut. */
export function progressOf(
  record: CreationRecord,
  wait: Pick<Extract<Decision, { is: "wait" }>, "for"> | { readonly for: "listing" },
  { jobView }: View,
): string {
  if (jobView?.state === "running") return `${jobView.percent}% ${whatOf(record)}: ${jobView.text}`;
  const reason = {
    job: "its job has not ended",
    others: "other creations of the virtual machine are running on the host",
    call: "the response was lost, and the host may still begin",
    listing: "nothing new is listed yet",
  };
  return `${whatOf(record)}: ${reason[wait.for]}`;
}

export function waitedFor(operation: Operation, record: CreationRecord, end: TimedOut): CimError {
  const job = record.phase === "running" && record.jobId !== undefined ? `, job ${record.jobId}` : "";
  const spent = `not finished after ${describeDuration(operation.timeout)} (customTimeouts.${operation.name})${job}`;
  const kind = end.cause === undefined ? "TimedOut" : "Unavailable";
  return new CimError(kind, `${whatOf(record)}: ${spent}: ${end.waitingFor}`, { code: "HVRP401", cause: end.cause });
}

export function explainNothing(
  record: CreationRecord,
  decision: Extract<Decision, { is: "nothing" }>,
  { jobView }: View,
  answer: Answer | undefined,
): CimError {
  const what = whatOf(record);
  if (answer?.is === "refused" || answer?.is === "failed") return answer.error;
  if (jobView?.state === "failed") {
    const job = record.phase === "running" ? ` (job ${record.jobId})` : "";
    const facts = { code: "HVRP305", returnCode: jobView.errorCode } as const;
    return new CimError("Failed", `${what}: ${jobView.reason}${job}`, facts);
  }
  const reason = {
    refused: "the host refused it",
    void: "it created nothing",
    gone: `the ${resultNoun(record)} is gone again`,
    "job failed": "its job failed",
    taken: `another resource has the ${resultNoun(record)} now`,
    vanished: `the host reported a ${resultNoun(record)} that no longer exists; another program may have deleted it`,
    "left to others": `the response was lost, and no ${resultNoun(record)} is known to be its result`,
  };
  return new CimError("Failed", `${what}: ${reason[decision.reason]}`, { code: "HVRP411" });
}

export function explainPending(record: CreationRecord, answer: Answer | undefined): CimError {
  const lost = answer?.is === "unknown" ? answer.error.message : undefined;
  const ended = record.phase === "running" && lost === undefined;
  const reason = ended
    ? `the job succeeded or is no longer known, but no new ${resultNoun(record)} that matches the request was found`
    : `the response was lost and no new ${resultNoun(record)} that matches the request was found; the request probably did not reach the host`;
  const cause = lost === undefined ? "" : ` (${lost})`;
  const message = `${whatOf(record)}: ${reason}${cause}. Run \`pulumi up\` again.`;
  return new CimError("Unavailable", message, { code: "HVRP402" });
}

/** Names the ways out: each settles one record. `letGo`: the command of the last. `wanted`: the resource still is to have the point. */
export function explainAmbiguous(
  { kind }: Work,
  record: CreationRecord,
  candidates: readonly string[],
  letGo: string,
  wanted = true,
): CimError {
  const ids = [...candidates].sort().join(", ");
  const since = `${whatOf(record)} was called at ${record.calledAt}`;
  if (resultOf(record) === "snapshot") {
    return new CimError(
      "Failed",
      `recovery snapshot ${ids} of the ${kind.targetNoun} ${quotedHostText(record.targetName)} appeared after ${since}, and the host did not ` +
        `confirm that this call created it. If no backup of another product is running, delete it (${deleteSnapshotsCommand(record, candidates)}); ` +
        "if another product created it, leave it. Then run the command again: it is not asked about again.",
      { code: "HVRP405" },
    );
  }
  const [it, them] = candidates.length === 1 ? ["it", "it"] : ["one of them", "them"];
  const on = record.host === undefined ? "" : ` on the host ${quoted(record.host)}`;
  const keep = wanted
    ? "To keep one for this resource, set `adopt` to its id and run `pulumi up`"
    : `To keep ${it}, declare another resource${on} that adopts it and run \`pulumi up\`; to delete it, remove that resource then`;
  return new CimError(
    "Failed",
    `reference point ${ids} of the ${kind.targetNoun} ${quotedHostText(record.targetName)}${on} appeared after ${since}, and the host did not ` +
      `confirm that this call created ${it}; nothing was deleted. ${keep}; if another product created ${them}, run \`${letGo}\`.`,
    { code: "HVRP404" },
  );
}

/** The state is to hold a point that only appeared. */
export function inferredWarning(record: CreationRecord, pointId: string, urn: string | undefined): string {
  return (
    `adopting reference point ${pointId}: it appeared after the interrupted ${record.step.method} call of ${record.calledAt} and ` +
    "matches the requested settings, but the host did not confirm that this call created it. To keep it, set " +
    `\`adopt: "${pointId}"\` and run \`pulumi up\`; if another product created it, run \`pulumi state delete '${urn}'\`.`
  );
}

export function warnOfLeft(
  { operation }: Work,
  record: CreationRecord,
  ids: Iterable<string>,
  reason = "nothing proves whose it is",
  what = resultOf(record),
): void {
  const left = [...ids].sort().join(", ");
  const when = what === resultOf(record) ? "after" : "before";
  const since = `appeared ${when} ${whatOf(record)} was called at ${record.calledAt}`;
  const message = `${resultNoun(record, what)} ${left} ${since}; ${reason}, so it was left alone`;
  if (left !== "") operation.warning({ code: "HVRP407", message });
}

/** Why an inferred point is neither deleted nor replaced, with both ways out. */
export function unconfirmedText(pointId: string, urn: string | undefined): string {
  return (
    "it appeared after an interrupted call, and the host did not confirm that this call created it. If it is this resource's, set " +
    `\`adopt: "${pointId}"\` and run \`pulumi up\` first; if another product created it, run \`pulumi state delete '${urn}'\`.`
  );
}
