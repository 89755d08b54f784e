import { z } from "zod";
import { strict } from "./schema";

const errorKind = z.enum(["NotFound", "AccessDenied", "Unavailable", "TimedOut", "Failed"]);
const name = z.string().min(1);
const count = z.int().min(0);
const times = z.union([z.int().min(1), z.literal("always")], { error: 'expected a number from 1, or "always"' });

/** Where and how often a fault occurs. */
const occurrence = {
  /** Default: on every node. */
  node: name.optional(),
  /** The number of matching calls that are let through first. */
  skip: count.default(0),
  times: times.default(1),
};

/** Which calls a fault occurs in. */
const anyCall = {
  ...occurrence,
  operation: z.enum(["query", "get", "associators", "invoke"]),
  /** Of a query the class queried, else the class of the object that is read or whose method is called. Default: every class. */
  class: name.optional(),
  method: name.optional(),
  /** Of `associators`: the class of the results. */
  resultClass: name.optional(),
  /** Of `associators`: the class of the association. */
  associationClass: name.optional(),
};

/** Faults of what a method does can only occur in `invoke`. */
const methodCall = {
  ...occurrence,
  operation: z.literal("invoke").default("invoke"),
  class: name.optional(),
  method: name.optional(),
};

/** Faults of how the host appears occur in every call that could show it, and last until told otherwise. */
const everyCall = { ...occurrence, times: times.default("always") };

export const pointsOfMoveSchema = z.enum(["move", "lose"]);
export const jobsOfMoveSchema = z.enum(["finish", "fail"]);

const variants = {
  /** The call fails and nothing is done. `sent: "no"`: the request never reached the host. */
  before: strict({
    ...anyCall,
    happens: z.literal("before"),
    error: errorKind,
    message: z.string().optional(),
    sent: z.enum(["no", "maybe"]).default("maybe"),
  }),
  /** The call takes effect, and then it fails: the reply is lost, or is an error. */
  after: strict({
    ...anyCall,
    happens: z.literal("after"),
    error: errorKind.default("Unavailable"),
    message: z.string().optional(),
  }),
  /** The call fails at once, and the host begins it later all the same. Nobody hears what it returns. */
  late: strict({
    ...methodCall,
    happens: z.literal("late"),
    milliseconds: count,
    error: z.enum(["TimedOut", "Unavailable"]).default("TimedOut"),
    message: z.string().optional(),
  }),
  /** The call is slow. */
  delay: strict({ ...anyCall, happens: z.literal("delay"), milliseconds: count }),
  /** A read finds nothing. */
  empty: strict({ ...anyCall, happens: z.literal("empty"), operation: z.enum(["query", "get", "associators"]) }),
  /** Reads do not show the instances of a class, or the one with this key or display name. */
  hidden: strict({ ...everyCall, happens: z.literal("hidden"), class: name, name: name.optional() }),
  /** The host answers under another name. */
  "other-host": strict({ ...everyCall, happens: z.literal("other-host"), hostName: name }),
  /** The method answers with a return code. It does nothing, unless told otherwise. */
  "return-code": strict({
    ...methodCall,
    happens: z.literal("return-code"),
    returnCode: count,
    takesEffect: z.boolean().default(false),
  }),
  /** The method answers without a ReturnValue. */
  "no-return-value": strict({
    ...methodCall,
    happens: z.literal("no-return-value"),
    takesEffect: z.boolean().default(true),
  }),
  /** The method starts a job, and its answer does not say which. */
  "unnamed-job": strict({ ...methodCall, happens: z.literal("unnamed-job") }),
  /** What the method creates is not named as its result. */
  "unnamed-result": strict({
    ...methodCall,
    happens: z.literal("unnamed-result"),
    /** Where the name is missing: in the affected elements of the job, in the REF of the answer, or in both. */
    by: z.enum(["affected-element", "reference", "both"]).default("both"),
  }),
  /** What the method creates can be read by its key, but is missing from lists. */
  "unlisted-result": strict({
    ...methodCall,
    happens: z.literal("unlisted-result"),
    /** How long. Default: for ever. */
    milliseconds: count.optional(),
  }),
  /** What the method creates is removed by another program, which may create one of its own. */
  "result-vanishes": strict({
    ...methodCall,
    happens: z.literal("result-vanishes"),
    /** How long after it was created. */
    milliseconds: count.default(0),
    replacedBy: z.enum(["nothing", "foreign"]).default("nothing"),
  }),
  /** The virtual machines that the method works on are migrated to another node, so long after it was called. */
  migrates: strict({
    ...methodCall,
    happens: z.literal("migrates"),
    to: name,
    milliseconds: count.default(0),
    points: pointsOfMoveSchema.default("move"),
    jobs: jobsOfMoveSchema.default("finish"),
  }),
  /** The node goes down, and the virtual machines that the method works on are started on another one. */
  "fails-over": strict({
    ...methodCall,
    happens: z.literal("fails-over"),
    to: name,
    milliseconds: count.default(0),
    points: pointsOfMoveSchema.default("move"),
  }),
  /** The node goes down, so long after the method was called. */
  "node-down": strict({ ...methodCall, happens: z.literal("node-down"), milliseconds: count.default(0) }),
  /** The job ends badly, without effect unless told otherwise. State 7 is a job that completed and carries an error code. */
  "job-fails": strict({
    ...methodCall,
    happens: z.literal("job-fails"),
    state: z.literal([7, 8, 9, 10]).default(10),
    errorCode: z.int().min(1).max(65535).default(32768),
    message: z.string().default("The operation failed."),
    /** It does its work all the same, and then ends badly. */
    takesEffect: z.boolean().default(false),
  }),
  /** The job completes with warnings, which is a success: it has a text, and it may have a code. */
  "job-warns": strict({
    ...methodCall,
    happens: z.literal("job-warns"),
    errorCode: z.int().min(0).max(65535).default(0),
    message: z.string().default("The operation completed with warnings."),
  }),
  /** The job never says when it started. */
  "job-start-unset": strict({ ...methodCall, happens: z.literal("job-start-unset") }),
  /** The method answers with a job and no result, and has to be called again when that has ended. */
  "job-first": strict({ ...methodCall, happens: z.literal("job-first") }),
  /** The job has its effect, but is removed as soon as it has finished, or cannot be seen at all. */
  "job-vanishes": strict({
    ...methodCall,
    happens: z.literal("job-vanishes"),
    when: z.enum(["finished", "at-once"]).default("finished"),
  }),
  /** The job never ends, unless it is cancelled. */
  "job-hangs": strict({ ...methodCall, happens: z.literal("job-hangs") }),
  /** The point that is created is not the one that was requested. */
  "wrong-data": strict({
    ...methodCall,
    happens: z.literal("wrong-data"),
    data: z.enum([
      "no-rct-ids",
      "missing-rct-id",
      "no-disks",
      "other-type",
      "other-consistency",
      "other-number",
      "missing-member",
    ]),
  }),
  /** Deleting a group's point leaves the points of its members on the host. */
  "leftover-members": strict({ ...methodCall, happens: z.literal("leftover-members") }),
  /** Deleting a group's point deletes the later points of the group and of its virtual machines too. */
  "takes-along": strict({ ...methodCall, happens: z.literal("takes-along") }),
};

export const faultSchema = z.discriminatedUnion(
  "happens",
  [
    variants.before,
    variants.after,
    variants.late,
    variants.delay,
    variants.empty,
    variants.hidden,
    variants["other-host"],
    variants["return-code"],
    variants["no-return-value"],
    variants["unnamed-job"],
    variants["unnamed-result"],
    variants["unlisted-result"],
    variants["result-vanishes"],
    variants.migrates,
    variants["fails-over"],
    variants["node-down"],
    variants["job-fails"],
    variants["job-warns"],
    variants["job-start-unset"],
    variants["job-first"],
    variants["job-vanishes"],
    variants["job-hangs"],
    variants["wrong-data"],
    variants["leftover-members"],
    variants["takes-along"],
  ],
  { error: `"happens" must be one of ${Object.keys(variants).join(", ")}` },
);

/** Something that goes wrong on request. */
export type Fault = z.output<typeof faultSchema>;
/** A fault as a user writes it. */
export type FaultDescription = z.input<typeof faultSchema>;
/** A fault of one kind. */
export type FaultOf<Kind extends Fault["happens"]> = Extract<Fault, { happens: Kind }>;

/** The first fault of a kind among those that a call meets. */
export function faultOf<Kind extends Fault["happens"]>(
  faults: readonly Fault[],
  happens: Kind,
): FaultOf<Kind> | undefined {
  return faults.find((fault): fault is FaultOf<Kind> => fault.happens === happens);
}
