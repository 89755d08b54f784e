import { z } from "zod";
import { vmReferencePointArguments } from "../engine/arguments";
import type { Selector } from "../hyperv/point-kind";
import { UserError } from "../support/user-error";
import { valueWords } from "../support/value-words";

/** Checks of what a function is given. */

const { vmName, vmId } = vmReferencePointArguments.shape;

export const referencePointsArguments = z.strictObject({ vmName, vmId });

const largest = 2n ** 64n - 1n;

/** A number of bytes, which a JavaScript number holds exactly only up to 2^53. */
function bytes(least: bigint) {
  const error = `must be a number of bytes from ${least} on: a bigint, an integer up to 2^53 - 1, or decimal digits in a string`;
  return z
    .union([z.bigint(), z.int(error), z.string().regex(/^\d+$/, error)], error)
    .transform(BigInt)
    .refine((value) => value >= least && value <= largest, error);
}

export const changedRangesArguments = z.strictObject({
  disk: z.string("must be the path or the id of a virtual hard disk").min(1, "must not be empty"),
  rctId: z
    .string(
      "must be the RCT id of a disk in a reference point; a point of type Log, or one that has lost them, has none",
    )
    .min(1, "must not be empty"),
  targetSnapshotId: z.string("must be the id of a snapshot of a VHD Set").min(1, "must not be empty").optional(),
  byteOffset: bytes(0n).optional(),
  byteLength: bytes(1n).optional(),
});

/** The arguments as they are meant; throws an error that names the function and every argument that is wrong. */
export function checkArguments<Schema extends z.ZodObject>(
  functionName: string,
  schema: Schema,
  args: unknown,
): z.output<Schema> {
  const checked = schema.safeParse(args, { error: valueWords });
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      return `there is no argument ${issue.keys.join(", ")}; there are ${Object.keys(schema.shape).join(", ")}`;
    }
    const name = issue.path.join(".") || "the arguments";
    return `${name}: ${issue.message}`;
  });
  throw new UserError("HVRP111", `${functionName}: ${problems.join("; ")}`);
}

export function selectorIn(functionName: string, args: unknown): Selector {
  const { vmName: name, vmId: id } = checkArguments(functionName, referencePointsArguments, args);
  if (name !== undefined && id === undefined) return { name };
  if (id !== undefined && name === undefined) return { id };
  throw new UserError("HVRP111", `${functionName}: give exactly one of vmName and vmId`);
}
