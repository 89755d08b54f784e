import { z } from "zod";
import { type CreationRecord, recordSchema } from "../creation/record";
import { parseJson } from "../support/parse-json";
import { typeTokens } from "../support/type-tokens";
import { UserError } from "../support/user-error";

/** The two resources, by the names that state files depend on. */
export type ResourceKind = "VmReferencePoint" | "CollectionReferencePoint";

const kinds: ReadonlyMap<string, ResourceKind> = new Map([
  [typeTokens.VmReferencePoint, "VmReferencePoint"],
  [typeTokens.CollectionReferencePoint, "CollectionReferencePoint"],
]);

/** What a stack says of a point. */
export interface Claim {
  readonly urn: string;
  readonly kind: ResourceKind;
  /** Under which ids the point may stand on the host. */
  readonly ids: readonly string[];
  /** Ids of the points of single virtual machines that went into it. */
  readonly memberIds: readonly string[];
  /** `owned`: the stack destroys it one day, be it soon. `read`: a program has only looked it up (`.get`). */
  readonly role: "owned" | "read";
}

/** A creation whose end the stack does not know: a point on the host may be its result. */
export interface OpenCreation {
  readonly urn: string;
  readonly kind: ResourceKind;
  /** Id or name of the virtual machine or VM group; absent when the state hides it. */
  readonly target: string | undefined;
  /** Points that existed before, which so are not its result. */
  readonly before: readonly string[];
  /** Only Pulumi's note of an operation that was cut off says so: the state has no such resource. */
  readonly cutOff?: true;
}

export interface StackExport {
  /** The file as it was named. */
  readonly file: string;
  /** `project/stack`; absent for a state without resources. */
  readonly stack: string | undefined;
  readonly claims: readonly Claim[];
  readonly creations: readonly OpenCreation[];
  /** URNs that the state has, and of which it also notes a creation that was cut off: most of these notes are old. */
  readonly outdatedNotes: readonly string[];
}

const properties = z.record(z.string(), z.unknown());

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  /** Only looked up, not managed. */
  external: z.boolean().optional(),
  inputs: properties.optional(),
  outputs: properties.optional(),
});

type StateResource = z.infer<typeof resourceSchema>;

const exportSchema = z.object({
  version: z.int(),
  deployment: z.object({
    resources: z.array(resourceSchema).nullish(),
    pending_operations: z.array(z.object({ resource: resourceSchema, type: z.string() })).nullish(),
  }),
});

/** Versions of Pulumi's deployment format; the fields that are read here are the same in both. */
const knownVersions: readonly number[] = [3, 4];

/** Reads what `pulumi stack export` has made. */
export function parseStackExport(text: string, file: string): StackExport {
  const refuse = (why: string) =>
    new UserError("HVRP133", `--state ${file}: ${why}. Give a file made by: pulumi stack export --file <file>`);
  const json = parseJson(text);
  if (json === undefined) throw refuse(text.trim() === "" ? "it is empty" : "it is not JSON");
  if (typeof json === "object" && json !== null && "checkpoint" in json) {
    throw refuse("it is a checkpoint from the inside of a backend, not an export");
  }
  const parsed = exportSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`it is not an export of a stack (${issue?.path.join(".") || "content"}: ${issue?.message})`);
  }
  const { version, deployment } = parsed.data;
  if (!knownVersions.includes(version)) {
    throw refuse(`its format has version ${version}, and this program knows ${knownVersions.join(" and ")}`);
  }
  const resources = deployment.resources ?? [];
  const known = new Set(resources.map(({ urn }) => urn));
  const pending = (deployment.pending_operations ?? [])
    .filter(({ type, resource }) => type === "creating" && kinds.has(resource.type))
    .map(({ resource }) => resource);
  return {
    file,
    stack: stackOf(resources[0]?.urn),
    claims: resources.flatMap(claimOf),
    creations: [
      ...resources.flatMap(openCreationOf),
      // Pulumi keeps such a note until it is told to clear it, also when a later command has created the resource.
      ...pending.filter(({ urn }) => !known.has(urn)).flatMap(interruptedCreation),
    ],
    outdatedNotes: pending.filter(({ urn }) => known.has(urn)).map(({ urn }) => urn),
  };
}

/** A resource that waits for its deletion (`delete` in the state) is owned until it is gone. */
function claimOf({ urn, type, id, external, outputs = {} }: StateResource): Claim[] {
  const kind = kinds.get(type);
  if (kind === undefined) return [];
  const creation = creationIn(outputs);
  const created = creation?.phase === "created" ? creation.pointId : undefined;
  const ids = [isPendingId(id) ? undefined : id, outputs.instanceId, created];
  return [
    {
      urn,
      kind,
      ids: [...new Set(ids.filter((one): one is string => isPlain(one)))],
      memberIds: kind === "CollectionReferencePoint" ? memberIdsIn(outputs) : [],
      role: external === true ? "read" : "owned",
    },
  ];
}

function openCreationOf({ urn, type, id, outputs = {} }: StateResource): OpenCreation[] {
  const kind = kinds.get(type);
  if (kind === undefined) return [];
  const creation = creationIn(outputs);
  if (creation !== undefined) {
    if (creation.phase === "created" || creation.phase === "void") return [];
    // What existed before a snapshot was taken says nothing of points.
    const before = creation.step.method === "CreateSnapshot" ? [] : creation.existingIds;
    return [{ urn, kind, target: creation.targetId, before }];
  }
  // A secret hides what it is the creation of; its id still says it.
  const isHidden = "pendingCreation" in outputs || (isPendingId(id) && !isPlain(outputs.instanceId));
  return isHidden ? [{ urn, kind, target: isPendingId(id) ? id?.split(":")[1] : undefined, before: [] }] : [];
}

/** The engine began to create and never learned how it ended. */
function interruptedCreation({ urn, type, inputs = {} }: StateResource): OpenCreation[] {
  const kind = kinds.get(type);
  if (kind === undefined) return [];
  const names = kind === "VmReferencePoint" ? ["vmId", "vmName"] : ["collectionId", "collectionName"];
  const target = names.map((name) => inputs[name]).find((value): value is string => isPlain(value));
  return [{ urn, kind, target, before: [], cutOff: true }];
}

function creationIn(outputs: Readonly<Record<string, unknown>>): CreationRecord | undefined {
  const parsed = recordSchema.safeParse(outputs.pendingCreation);
  return parsed.success ? parsed.data : undefined;
}

const membersSchema = z.array(z.object({ instanceId: z.string() }));

function memberIdsIn({ members }: Readonly<Record<string, unknown>>): string[] {
  const parsed = membersSchema.safeParse(members);
  return parsed.success ? parsed.data.map(({ instanceId }) => instanceId) : [];
}

/** The form of ids of pending creations: see pendingId in engine/state.ts. */
function isPendingId(id: string | undefined): boolean {
  return id?.startsWith("pending:") === true;
}

/** A secret is an object, be it encrypted or not. */
function isPlain(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** URN: `urn:pulumi:<stack>::<project>::...`. */
function stackOf(urn: string | undefined): string | undefined {
  const [stack, project] = urn?.replace(/^urn:pulumi:/, "").split("::") ?? [];
  return stack === undefined || project === undefined ? undefined : `${project}/${stack}`;
}
