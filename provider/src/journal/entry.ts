import { z } from "zod";
import { creationIdSchema, evidenceSchema, recordSchema } from "../creation/record";

/** The shape of the files that this version writes. Other shapes are not read. */
export const entryVersion = 1;

/** The process that works on a creation. */
const processSchema = z.object({
  id: creationIdSchema,
  pid: z.int(),
  computer: z.string(),
});

/** One file of the journal: one creation, or what is left to know of it once a state has its point. */
export const entrySchema = z.object({
  schemaVersion: z.literal(entryVersion),
  creationId: creationIdSchema,
  /** The resource as it was called when the creation began. It identifies nothing: resources are renamed and moved. */
  urn: z.string(),
  /** The backend of the stack's state: only entries of the same one are looked at. */
  backend: z.string(),
  process: processSchema,
  /** ISO 8601 in UTC. */
  writtenAt: z.string(),
  /** The engine was told of the point or of the pending creation, and its command ended in order. */
  delivered: z.boolean(),
  /** creationId of the point that this one is to replace. */
  replaces: z.string().optional(),
  /** A create has resumed it. The engine may have stored it before that: two entries of a state may name it. */
  resumed: z.literal(true).optional(),
  content: z.discriminatedUnion("is", [
    z.object({ is: z.literal("creation"), record: recordSchema }),
    /** A state has shown the point: nobody else may take it for his. */
    z.object({ is: z.literal("point"), pointId: z.string(), targetId: z.string(), evidence: evidenceSchema }),
  ]),
});

export type Entry = z.infer<typeof entrySchema>;
export type ProcessMark = z.infer<typeof processSchema>;

/** Id of the point that a creation has, as far as it is known. */
export function pointOf({ content }: Entry): string | undefined {
  if (content.is === "point") return content.pointId;
  return content.record.phase === "created" ? content.record.pointId : undefined;
}

/** An entry whose end a later command must see to: no engine was told of it, and it may have created something. */
export function isInterrupted({ content, delivered }: Entry): boolean {
  return content.is === "creation" && !delivered && content.record.phase !== "void";
}

/** A point as a state holds it. */
export type OwnedPoint = Omit<Extract<Entry["content"], { is: "point" }>, "is">;
