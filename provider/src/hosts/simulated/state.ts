import { z } from "zod";
import type { CimValue } from "../../cim/value";
import { faultSchema } from "./faults";

/*
 * What has happened to a host. It is kept as JSON, and only what the description does not say is in it. Times are
 * milliseconds since the epoch.
 */

export const pointTypeSchema = z.enum(["Log", "RCT"]);
export const consistencySchema = z.enum(["Application", "Crash"]);

/** Until when something is missing from lists, though it can be read by its key; `null`: for ever. */
const unlistedUntil = z.number().nullable().optional();

const point = z.object({
  /** InstanceID. */
  id: z.string(),
  virtualSystemId: z.string(),
  type: pointTypeSchema,
  consistency: consistencySchema,
  hasAssociatedData: z.boolean(),
  disks: z.array(z.object({ id: z.string(), rctId: z.string().optional() })),
  /** The collection's point that it is a member of. */
  collectionId: z.string().optional(),
  unlistedUntil,
});

const pointCollection = z.object({
  /** CollectionID. */
  id: z.string(),
  name: z.string(),
  groupId: z.string(),
  type: pointTypeSchema,
  consistency: consistencySchema,
  hasAssociatedLog: z.boolean(),
  unlistedUntil,
});

const snapshot = z.object({
  /** InstanceID. */
  id: z.string(),
  name: z.string(),
  virtualSystemId: z.string(),
  recovery: z.boolean(),
  consistency: consistencySchema,
  created: z.number(),
  collectionId: z.string().optional(),
  unlistedUntil,
});

const snapshotCollection = z.object({
  /** CollectionID. */
  id: z.string(),
  name: z.string(),
  groupId: z.string(),
  recovery: z.boolean(),
  consistency: consistencySchema,
  unlistedUntil,
});

const things = {
  points: z.array(point),
  pointCollections: z.array(pointCollection),
  snapshots: z.array(snapshot),
  snapshotCollections: z.array(snapshotCollection),
};

/** What a job does when it finishes. */
const effect = z.object({
  adds: z.object(things).partial(),
  /** Ids of what goes, of whichever kind. */
  removes: z.array(z.string()),
  /** Ids of points and collections whose data is discarded. */
  discards: z.array(z.string()),
  /** Ids of the virtual machines whose disks merge afterwards. */
  merges: z.array(z.string()),
});

/** What other programs do after a job. */
const aftermath = z.object({ milliseconds: z.number(), effect });

const affectedElement = z.object({
  className: z.string(),
  keys: z.record(z.string(), z.string()),
  /** ElementEffects. */
  effects: z.array(z.number()),
});

const job = z.object({
  /** InstanceID. */
  id: z.string(),
  type: z.number(),
  caption: z.string(),
  /** Ids of the virtual machines and groups that it holds until it ends. */
  lockKeys: z.array(z.string()),
  submitted: z.number(),
  /** When it will end; `null`: never. */
  ends: z.number().nullable(),
  /** When it ended; `null`: not yet. */
  ended: z.number().nullable(),
  /** How it will end, or has ended: JobState, and the error or warning where there is one. */
  outcome: z.object({
    state: z.number(),
    errorCode: z.number(),
    error: z.string(),
    takesEffect: z.boolean(),
  }),
  /** Its StartTime is never set. */
  startUnset: z.boolean(),
  visible: z.enum(["for-five-minutes", "until-it-ends", "never"]),
  effect,
  aftermath: aftermath.optional(),
  affects: z.array(affectedElement),
});

const countedFault = z.object({ fault: faultSchema, met: z.number() });

/** A call that the host begins at its time. */
const laterCall = z.object({
  at: z.number(),
  reference: z.object({ className: z.string(), keys: z.record(z.string(), z.string()) }),
  method: z.string(),
  args: z.record(z.string(), z.custom<CimValue>()),
  faults: z.array(faultSchema),
  /** What its ids are drawn from. */
  seed: z.number(),
});

const laterEffect = z.object({ at: z.number(), effect });

const tracking = z.object({
  /** The last number that a write or an RCT id was given. */
  last: z.number(),
  resets: z.number(),
  writes: z.array(z.object({ sequence: z.number(), offset: z.number(), length: z.number() })),
});

export const stateSchema = z.object({
  ...things,
  jobs: z.array(job),
  laterCalls: z.array(laterCall),
  laterEffects: z.array(laterEffect),
  /** Until when the disks of a virtual machine merge, by its id. */
  merging: z.record(z.string(), z.number()),
  /** Virtual machines that were renamed on the host, by id. */
  renamed: z.record(z.string(), z.string()),
  /** How many calls each fault of the description has met. */
  faultsMet: z.record(z.string(), z.number()),
  /** Faults that were set while the host ran. */
  faults: z.array(countedFault),
  /** The change tracking of disks, by path in lower case. */
  tracking: z.record(z.string(), tracking),
});

export type PointType = z.infer<typeof pointTypeSchema>;
export type Consistency = z.infer<typeof consistencySchema>;
export type Point = z.infer<typeof point>;
export type PointCollection = z.infer<typeof pointCollection>;
export type Snapshot = z.infer<typeof snapshot>;
export type SnapshotCollection = z.infer<typeof snapshotCollection>;
export type Effect = z.infer<typeof effect>;
export type Aftermath = z.infer<typeof aftermath>;
export type LaterCall = z.infer<typeof laterCall>;
export type LaterEffect = z.infer<typeof laterEffect>;
export type Tracking = z.infer<typeof tracking>;
export type AffectedElement = z.infer<typeof affectedElement>;
export type Job = z.infer<typeof job>;
export type HostState = z.infer<typeof stateSchema>;

export function emptyState(): HostState {
  return {
    points: [],
    pointCollections: [],
    snapshots: [],
    snapshotCollections: [],
    jobs: [],
    laterCalls: [],
    laterEffects: [],
    merging: {},
    renamed: {},
    faultsMet: {},
    faults: [],
    tracking: {},
  };
}
