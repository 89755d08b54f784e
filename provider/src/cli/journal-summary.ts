import type { Evidence } from "../creation/record";
import { withoutCredentials } from "../journal/backend";
import { type Entry, isInterrupted, pointOf } from "../journal/entry";
import { typeTokens } from "../support/type-tokens";
import { partsOf } from "../support/urn";
import type { ReadableFile } from "./journal-files";

/** What is to be thought of an entry. */
export type CreationStatus =
  /** A running process works on it. */
  | "at-work"
  /** Its process ended before it returned a result to Pulumi. */
  | "interrupted"
  /** Its result was returned to Pulumi; no state has shown it since. */
  | "delivered"
  /** A state has shown its point. */
  | "owned"
  /** It created nothing. */
  | "void";

/** One creation, as `journal list` shows it. What is not known is null. */
export interface CreationSummary {
  readonly creationId: string;
  readonly urn: string;
  /** `project/stack` */
  readonly stack: string | null;
  readonly resource: string | null;
  readonly phase: "called" | "running" | "created" | "void";
  readonly status: CreationStatus;
  readonly target: { readonly kind: "VM" | "VM group"; readonly id: string; readonly name: string | null };
  readonly calledAt: string | null;
  readonly pointId: string | null;
  readonly evidence: Evidence | null;
  readonly backend: string;
  readonly file: string;
}

export function summaryOf({ entry, place, isAtWork }: ReadableFile): CreationSummary {
  const { creationId, urn, content } = entry;
  const parts = partsOf(urn);
  const record = content.is === "creation" ? content.record : undefined;
  return {
    creationId,
    urn,
    stack: parts === undefined ? null : `${parts.project}/${parts.stack}`,
    resource: parts?.name ?? null,
    phase: record?.phase ?? "created",
    status: isAtWork ? "at-work" : statusOf(entry),
    target: {
      kind: parts?.type === typeTokens.CollectionReferencePoint ? "VM group" : "VM",
      id: content.is === "point" ? content.targetId : content.record.targetId,
      name: record?.targetName ?? null,
    },
    calledAt: record?.calledAt ?? null,
    pointId: pointOf(entry) ?? null,
    evidence: content.is === "point" ? content.evidence : "evidence" in content.record ? content.record.evidence : null,
    backend: withoutCredentials(entry.backend),
    file: place,
  };
}

function statusOf(entry: Entry): CreationStatus {
  if (entry.content.is === "point") return "owned";
  if (entry.content.record.phase === "void") return "void";
  return isInterrupted(entry) ? "interrupted" : "delivered";
}

/** The entry as it is, but for what stands in the URL of its backend. */
export function shownEntry(entry: Entry): Entry {
  return { ...entry, backend: withoutCredentials(entry.backend) };
}
