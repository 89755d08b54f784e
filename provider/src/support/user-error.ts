/** A problem that its message explains in full to the person who has it: no stack trace is shown for it. */
export class UserError extends Error {
  override readonly name = "UserError";
}
