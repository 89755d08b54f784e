import { RunError } from "@pulumi/pulumi";
import { type CimErrorKind, isCimError } from "../cim/error";
import { programError, withoutFrames } from "../resources/program-error";
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
  /** The return code of the method, or the error code of its job, where there was one. */
  readonly returnCode: number | undefined;

  /** @internal */
  constructor(message: string, kind: CimErrorKind, returnCode: number | undefined) {
    super(message);
    this.kind = kind;
    this.returnCode = returnCode;
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
  if (isCimError(error)) return new HyperVHostError(error.message, error.kind, error.returnCode);
  if (error instanceof UserError) return programError(error.message);
  return error;
}
