import { z } from "zod";
import { strict } from "./schema";

const errorKind = z.enum(["NotFound", "AccessDenied", "Unavailable", "TimedOut", "Failed"]);
const count = z.int().min(0);

/** Which calls a fault meets. */
const anyCall = {
  operation: z.enum(["query", "get", "associators", "invoke"]),
  /** The class asked for or, for `invoke`, the class of the object whose method is called. Default: every class. */
  class: z.string().min(1).optional(),
  method: z.string().min(1).optional(),
  /** So many matching calls are let through first. */
  skip: count.default(0),
  times: z.union([z.int().min(1), z.literal("always")], { error: 'expected a number from 1, or "always"' }).default(1),
};

/** Faults of what a method does can only meet `invoke`. */
const methodCall = { ...anyCall, operation: z.literal("invoke").default("invoke") };

const variants = {
  /** The call fails and nothing is done. */
  before: strict({ ...anyCall, happens: z.literal("before"), error: errorKind, message: z.string().optional() }),
  /** The call takes effect, and then its reply is lost. */
  after: strict({
    ...anyCall,
    happens: z.literal("after"),
    error: errorKind.default("Unavailable"),
    message: z.string().optional(),
  }),
  /** The call is slow. */
  delay: strict({ ...anyCall, happens: z.literal("delay"), milliseconds: count }),
  /** The method does nothing and answers with a return code. */
  "return-code": strict({ ...methodCall, happens: z.literal("return-code"), returnCode: count }),
  /** The job ends badly, without effect unless told otherwise: state 7 is a job that calls itself completed and still carries an error. */
  "job-fails": strict({
    ...methodCall,
    happens: z.literal("job-fails"),
    state: z.literal([7, 8, 9, 10]).default(10),
    errorCode: z.int().min(1).max(65535).default(32768),
    message: z.string().default("The operation failed."),
    /** It does its work all the same, and then ends badly. */
    takesEffect: z.boolean().default(false),
  }),
  /** The job completes with warnings, which is a success. */
  "job-warns": strict({ ...methodCall, happens: z.literal("job-warns") }),
  /** The job has its effect, but is removed as soon as it has finished, or cannot be seen at all. */
  "job-vanishes": strict({
    ...methodCall,
    happens: z.literal("job-vanishes"),
    when: z.enum(["finished", "at-once"]).default("finished"),
  }),
  /** The job never ends, unless it is cancelled. */
  "job-hangs": strict({ ...methodCall, happens: z.literal("job-hangs") }),
  /** The point that is made is not the one that was asked for. */
  "wrong-data": strict({
    ...methodCall,
    happens: z.literal("wrong-data"),
    data: z.enum(["no-rct-ids", "missing-rct-id", "no-disks", "other-type", "other-consistency"]),
  }),
  /** Destroying a collection's point leaves the points of its members behind. */
  "leftover-members": strict({ ...methodCall, happens: z.literal("leftover-members") }),
};

export const faultSchema = z.discriminatedUnion(
  "happens",
  [
    variants.before,
    variants.after,
    variants.delay,
    variants["return-code"],
    variants["job-fails"],
    variants["job-warns"],
    variants["job-vanishes"],
    variants["job-hangs"],
    variants["wrong-data"],
    variants["leftover-members"],
  ],
  { error: `"happens" must be one of ${Object.keys(variants).join(", ")}` },
);

/** Something that goes wrong on request. */
export type Fault = z.output<typeof faultSchema>;
/** A fault as a person writes it. */
export type FaultDescription = z.input<typeof faultSchema>;
