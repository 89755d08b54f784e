import { RunError } from "@pulumi/pulumi";
import { type CimError, type CimErrorKind, isCimError } from "../cim/error";
import { programError, withoutFrames } from "../resources/program-error";
import { type ErrorCode, withCode } from "../support/error-codes";
import { UserError } from "../support/user-error";

/** The host refused a request of a function, or could not be asked. The message says it in full. */
export class HyperVHostError extends RunError {
  /** Always `"HyperVHostError"`, also of another copy of the package. */
  override readonly name = "HyperVHostError";
  /**
   * What a caller can act on: the object does not exist (`"NotFound"`), the account may not see it (`"AccessDenied"`), the host
   * could not be asked (`"Unavailable"`), it did not answer in time (`"TimedOut"`), or it refused (`"Failed"`).
   */
  readonly kind: CimErrorKind;
  /** The code at the end of the message, such as `"HVRP201"`: the documentation explains it under this code. */
  readonly code: ErrorCode;
  /** The return code of the method, or the error code of its job, where there was one. */
  readonly returnCode: number | undefined;

  /** @internal */
  constructor(error: CimError) {
    super(withCode(error));
    this.kind = error.kind;
    this.code = error.code;
    this.returnCode = error.returnCode;
    withoutFrames(this);
  }
}

/** Runs a function of the package. Its errors end a Pulumi program that does not catch them with one line. */
export async function rejecting<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw forProgram(error);
  }
}

/** The error as a program gets it. What is not known to explain itself stays what it is. */
export function forProgram(error: unknown): unknown {
  if (isCimError(error)) return new HyperVHostError(error);
  if (error instanceof UserError) return programError(error);
  return error;
}
