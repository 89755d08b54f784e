import type { ErrorCode } from "./error-codes";

/** A problem that its message explains in full to the user who has it: no stack trace is shown for it. */
export class UserError extends Error {
  override readonly name = "UserError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
