import { z } from "zod";
import { consistencyLevelSchema, creationMethodSchema, referencePointTypeSchema } from "../hyperv/point-settings";
import { UserError } from "../support/user-error";

/** The shape of the outputs that this version writes. A newer shape is refused, older ones are read. */
export const schemaVersion = 1;

/**
 * A creation that has begun and not come to its end: what is needed to finish it, and nothing else. It stands in the
 * outputs after a partial creation and in the journal while one runs.
 */
export const creationSchema = z.object({
  /** The method that was called last. */
  step: z.enum(["CreateReferencePoint", "CreateSnapshot", "ConvertToReferencePoint"]),
  targetId: z.string(),
  targetName: z.string(),
  settings: z.object({
    referencePointType: referencePointTypeSchema,
    consistencyLevel: consistencyLevelSchema,
    creationMethod: creationMethodSchema,
  }),
  /** The fingerprint of the triggers that it was begun for. */
  triggers: z.string().optional(),
  /** Keys of what existed before the call, so that what appeared since can be told. */
  before: z.array(z.string()),
  /** InstanceID of the job; absent when the reply of the call was lost. */
  job: z.string().optional(),
  /** Key of the recovery snapshot, once there is one. */
  snapshot: z.string().optional(),
  /** When the call was made. */
  since: z.string(),
  /** Id of the point, once it is known. */
  made: z.string().optional(),
  /** Nothing proves that the point is its result: it appeared, and nothing else that could be. It is never destroyed for this. */
  supposed: z.literal(true).optional(),
  /**
   * The engine was told of the point, and its command has ended in order: then the state has it, unless it could not be written.
   */
  answered: z.literal(true).optional(),
  /** It is known to have made nothing, while the state still calls it unfinished. */
  cameToNothing: z.literal(true).optional(),
});

export type Creation = z.infer<typeof creationSchema>;

/** What the lifecycle must know of stored outputs, whichever resource they belong to. */
export const storedSchema = z.looseObject({
  schemaVersion: z.number().optional(),
  instanceId: z.string().optional(),
  createdAt: z.string().optional(),
  unfinished: creationSchema.optional(),
});

export type Properties = Readonly<Record<string, unknown>>;
export type Stored = z.infer<typeof storedSchema>;

/** The point as stored outputs show it. */
export function observedIn<Point>(resource: { readonly observed: z.ZodType<Point> }, properties: Properties): Point {
  const point = resource.observed.safeParse(properties);
  if (point.success) return point.data;
  throw new UserError(`the outputs in the state cannot be read: ${z.prettifyError(point.error)}`);
}

/** Reads outputs of this version and of all former ones. */
export function readStored(properties: Properties): Stored {
  const stored = storedSchema.safeParse(properties);
  if (!stored.success) {
    throw new UserError(`the outputs in the state cannot be read: ${z.prettifyError(stored.error)}`);
  }
  if ((stored.data.schemaVersion ?? 0) > schemaVersion) {
    throw new UserError(
      `the outputs in the state have schemaVersion ${stored.data.schemaVersion}, this version of hyperv-reference-points ` +
        `knows ${schemaVersion}: upgrade the package to the version that wrote them, or a later one`,
    );
  }
  return stored.data;
}
