import { z } from "zod";
import type { Answered } from "../hyperv/creation-call";
import type { KnownMethod } from "../hyperv/creation-method";
import type { PointKind } from "../hyperv/point-kind";
import { pointSettingsSchema } from "../hyperv/point-settings";

/*
 * The record of one creation: all that is needed to finish or to discard it, whoever comes next. It is written before the
 * call, and is created and changed here only.
 */

const stepSchema = z.discriminatedUnion("method", [
  z.object({ method: z.literal("CreateReferencePoint") }),
  z.object({ method: z.literal("CreateSnapshot") }),
  z.object({
    method: z.literal("ConvertToReferencePoint"),
    /** Key of the recovery snapshot that is converted. */
    snapshotId: z.string(),
  }),
]);

export const evidenceSchema = z.enum([
  /** The host names the point as the result of the call. */
  "confirmed",
  /** The point appeared after the call and is as requested; nothing else is known of it. */
  "inferred",
]);

/** Names a file: nothing in it may lead to another folder. */
export const creationIdSchema = z.string().regex(/^[\w-]+$/);

const intentSchema = z.object({
  /** Identifies the creation: in the record, and in the outputs of the resource. */
  creationId: creationIdSchema,
  /** Raised by each change: of two copies of a record the one with the higher number is the later. */
  sequence: z.int(),
  /** Name of the host in the configuration; absent where that names a single connection. */
  host: z.string().optional(),
  /** Computer name of the host that was called last. */
  hostName: z.string(),
  /** GUID of the virtual machine, or id of the VM group. */
  targetId: z.string(),
  targetName: z.string(),
  /** The virtual machines in it, by GUID. */
  vmIds: z.array(z.string()),
  settings: pointSettingsSchema,
  /** The fingerprint of the triggers that the point is for. */
  triggers: z.string(),
  /** The call that was made last. */
  step: stepSchema,
  /** Keys of what existed before the call: points, or snapshots where a snapshot is created; both where that is converted. */
  existingIds: z.array(z.string()),
  /** When the call was about to be sent, ISO 8601 in UTC. */
  calledAt: z.string(),
  /** Snapshots that the user was asked about, because one of them may be the result: they are not asked about again. */
  askedAbout: z.array(z.string()).optional(),
});
const intent = intentSchema.shape;

export const recordSchema = z.discriminatedUnion("phase", [
  /** The request was about to be sent; nothing more is known. */
  z.object({ phase: z.literal("called"), ...intent }),
  /** The host answered. */
  z.object({
    phase: z.literal("running"),
    ...intent,
    /** InstanceID of the job; absent where the call completed at once. */
    jobId: z.string().optional(),
    /** A job was started, and the answer does not name it. */
    unnamedJob: z.literal(true).optional(),
    /** Key of the result, where the answer named it. */
    resultId: z.string().optional(),
  }),
  /** The point is known. */
  z.object({
    phase: z.literal("created"),
    ...intent,
    pointId: z.string(),
    evidence: evidenceSchema,
    /** When the host began to create it, ISO 8601 in UTC. */
    createdAt: z.string(),
  }),
  /** It is known to have created nothing; a state may still call it pending. */
  z.object({ phase: z.literal("void"), ...intent }),
]);

export type CreationRecord = z.infer<typeof recordSchema>;
export type CreatedRecord = Extract<CreationRecord, { phase: "created" }>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type Step = z.infer<typeof stepSchema>;

/** What is requested of a creation. */
export type Request = Pick<CreationRecord, "host" | "targetId" | "targetName" | "vmIds" | "settings" | "triggers">;

/** What is known right before a call. */
export type Call = Pick<CreationRecord, "step" | "hostName" | "existingIds" | "calledAt">;

/** All that can happen to a record. */
export type Event =
  | { readonly type: "answered"; readonly answer: Answered }
  | { readonly type: "created"; readonly result: Pick<CreatedRecord, "pointId" | "evidence" | "createdAt"> }
  /** The next call of the same creation: of the conversion, or of one that is repeated. */
  | { readonly type: "called"; readonly call: Call }
  /** It created nothing and begins anew, perhaps for another request. */
  | { readonly type: "restarted"; readonly request: Request; readonly call: Call }
  | { readonly type: "asked"; readonly about: readonly string[] }
  | { readonly type: "voided" };

/** The record of a creation that is about to be called for the first time. */
export function newRecord(creationId: string, request: Request, call: Call): CreationRecord {
  return { phase: "called", creationId, sequence: 1, ...request, ...call };
}

export function advance(record: CreationRecord, event: Event): CreationRecord {
  // Without what only the former phase has.
  const next = { ...intentSchema.parse(record), sequence: record.sequence + 1 };
  switch (event.type) {
    case "answered":
      return { phase: "running", ...next, ...event.answer };
    case "created":
      return { phase: "created", ...next, ...event.result };
    case "called":
      return { phase: "called", ...next, ...event.call, existingIds: [...next.existingIds, ...event.call.existingIds] };
    case "restarted": {
      const { askedAbout: _, ...anew } = next;
      return { phase: "called", ...anew, ...event.request, ...event.call };
    }
    case "asked":
      return { ...record, sequence: next.sequence, askedAbout: [...event.about] };
    case "voided":
      return { phase: "void", ...next };
  }
}

/** With the virtual machines that its point has: one that came during the call may leave again, with its part of the point. */
export function withMembers(record: CreatedRecord, members: ReturnType<PointKind["membersOf"]>): CreatedRecord {
  const came = members.map(({ virtualSystemId }) => virtualSystemId).filter((id) => !record.vmIds.includes(id));
  return came.length === 0 ? record : { ...record, sequence: record.sequence + 1, vmIds: [...record.vmIds, ...came] };
}

/** What the step leads to. That a state was rolled back to a snapshot's step does not make a snapshot of its point. */
export function resultOf({ phase, step }: Partial<CreationRecord> & Pick<CreationRecord, "step">) {
  return step.method === "CreateSnapshot" && phase !== "created" ? "snapshot" : "point";
}

/** The method by which the step leads to a point. */
export function methodOf({ step }: Pick<CreationRecord, "step">): KnownMethod {
  return step.method === "CreateReferencePoint" ? "CreateReferencePoint" : "ConvertRecoverySnapshot";
}

/** Key of the snapshot that the step converts. */
export function snapshotOf({ step }: Pick<CreationRecord, "step">): string | undefined {
  return step.method === "ConvertToReferencePoint" ? step.snapshotId : undefined;
}
