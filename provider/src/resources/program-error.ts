import { RunError } from "@pulumi/pulumi";
import { type Coded, withCode } from "../support/error-codes";

/** An error that ends a Pulumi program with its message alone. */
export function programError(error: Coded): RunError {
  return withoutFrames(new RunError(withCode(error)));
}

/**
 * Pulumi formats the stack of every unhandled error, and its causes, with `util.inspect`. Node.js 20 and 22 never come back from
 * that when a frame lies in `node_modules/@pulumi`.
 */
export function withoutFrames<E extends Error>(error: E): E {
  error.stack = error.message;
  return error;
}
