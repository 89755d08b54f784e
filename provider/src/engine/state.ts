import { z } from "zod";
import { type CreationRecord, creationIdSchema, recordSchema } from "../creation/record";
import { driftSchema } from "../hyperv/drift";
import { sameGuid } from "../hyperv/guid";
import { createdBySchema } from "../hyperv/point-settings";
import type { ManagedPoint, State } from "../lifecycle/resource";
import { fingerprintOfTriggers } from "../support/triggers";
import { UserError } from "../support/user-error";
import { hiddenArgumentsSchema } from "./arguments";
import type { HostNames } from "./check";
import type { ResourceDefinition } from "./definition";
import type { FormerlyDeclared } from "./diff";
import { declaredSubjectOf } from "./inputs";
import { otherDisksOutput } from "./other-disks";
import type { Properties } from "./properties";

/** The shape of the outputs that this version writes. A newer shape is refused, older ones are read. */
export const schemaVersion = 1;

const outputsSchema = z.looseObject({
  ...hiddenArgumentsSchema.shape,
  schemaVersion: z.number(),
  host: z.string().optional(),
  createdAt: z.string().optional(),
  createdBy: createdBySchema.optional(),
  pendingCreation: recordSchema.optional(),
  __creationId: creationIdSchema.optional(),
  /** Absent when confirmed. */
  __evidence: z.literal("inferred").optional(),
  __drift: driftSchema.optional(),
});

/** Whether outputs belong to a resource that a program only looks up (`.get`): its first read has none yet, and no creation. */
export function isLookUp({ schemaVersion, instanceId, __creationId: creationId }: Properties): boolean {
  return schemaVersion === undefined || (instanceId !== undefined && creationId === undefined);
}

/** The outputs of a resource, as stored in the state. */
export function parseState(definition: ResourceDefinition, properties: Properties): State {
  const { point: pointSchema, selector, targetOutputs } = definition;
  const outputs = parse(outputsSchema, properties);
  if (outputs.schemaVersion > schemaVersion) {
    throw new UserError(
      "HVRP504",
      `the outputs in the state have schemaVersion ${outputs.schemaVersion}, and this version of hyperv-reference-points reads ` +
        `${schemaVersion}: upgrade the package to the version that wrote them, or a later one`,
    );
  }
  const subject = declaredSubjectOf(properties);
  if (outputs.pendingCreation !== undefined) return { is: "pending", subject, record: outputs.pendingCreation };
  return {
    is: "point",
    subject,
    target: {
      id: parse(z.string(), properties[targetOutputs.id]),
      name: parse(z.string(), properties[targetOutputs.name]),
      requestedName: parse(z.string().optional(), properties[selector.name]),
    },
    creationId: parse(z.string(), outputs.__creationId),
    evidence: outputs.__evidence ?? "confirmed",
    point: parse(pointSchema, properties),
    createdAt: outputs.createdAt,
    createdBy: parse(createdBySchema, outputs.createdBy),
    drift: outputs.__drift,
  };
}

/** What the program declared when the outputs were written, as far as no output of the same name stands above it. */
export function parseFormerlyDeclared(
  { selector }: Pick<ResourceDefinition, "selector">,
  properties: Properties,
  hosts: Pick<HostNames, "usual">,
): FormerlyDeclared {
  const text = (name: string) => parse(z.string().optional(), properties[name]);
  return {
    host: text("host") ?? hosts.usual,
    targetName: text(selector.name),
    creationMethod: text("creationMethod") ?? "",
    guestBackupType: text("guestBackupType") ?? "",
    triggers: fingerprintOfTriggers(properties.triggers),
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError("HVRP503", `the outputs in the state cannot be read: ${z.prettifyError(parsed.error)}`);
}

/** What outputs say of the point that was, and of its creation: each of it is said anew, or no more. */
const writtenAnew: ReadonlySet<string> = new Set([
  "pendingCreation",
  "__replaces",
  "createdAt",
  "__evidence",
  "__drift",
  otherDisksOutput,
]);

/**
 * The outputs of a resource: its inputs, which diff, read and delete need and the engine does not hand them; what the host
 * shows of the point, which stands above inputs of the same name; and what is known of its creation.
 */
export function outputsOf(inputs: Properties, managed: ManagedPoint): Properties {
  const { creationId, evidence, point, createdAt, createdBy, drift } = managed;
  const declared = Object.entries(inputs).filter(([name]) => !writtenAnew.has(name));
  return {
    ...Object.fromEntries(declared),
    ...point,
    createdAt,
    createdBy,
    schemaVersion,
    __creationId: creationId,
    __evidence: evidence === "inferred" ? evidence : undefined,
    __drift: drift,
  };
}

/**
 * The outputs of a resource whose creation could not be seen to its end. The inputs may have changed since it began: what it
 * was not begun for does not stand in them, or its point would pass for what the inputs request.
 */
export function pendingOutputs(
  { selector, targetOutputs }: Pick<ResourceDefinition, "selector" | "targetOutputs">,
  inputs: Properties,
  record: CreationRecord,
): Properties {
  const { [selector.id]: id, [selector.name]: name, host: _, triggers, adopt: __, ...others } = inputs;
  return {
    ...others,
    host: record.host,
    [selector.id]: typeof id === "string" && sameGuid(id, record.targetId) ? id : undefined,
    [selector.name]: name === record.targetName ? name : undefined,
    triggers: record.triggers === fingerprintOfTriggers(triggers) ? triggers : [record.triggers],
    ...record.settings,
    [targetOutputs.id]: record.targetId,
    [targetOutputs.name]: record.targetName,
    pendingCreation: record,
    schemaVersion,
  };
}

/** A pending creation has no point to be named after. The id stays in the state until a refresh replaces it. */
export function pendingId({ targetId, creationId }: CreationRecord): string {
  return `pending:${targetId}:${creationId}`;
}
