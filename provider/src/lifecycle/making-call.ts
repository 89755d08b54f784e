import { type CimError, isCimError } from "../cim/error";
import { referenceOf } from "../cim/read";
import type { MethodResult } from "../cim/session";
import type { CimReference } from "../cim/value";
import { jobIdOf } from "../hyperv/job";
import type { MakingCall } from "../hyperv/point-kind";
import { isRefusal, jobOf } from "../hyperv/return-code";
import type { Operation } from "../operation/context";

/** What the host answered to a method that makes something. */
export interface Answer {
  /** When it came, or was given up. */
  readonly at?: number;
  readonly job?: string;
  readonly returned?: CimReference;
  /** It was done at once, without a job. */
  readonly completed?: boolean;
  /** There was no answer to go by: whether the host got the call is not known. */
  readonly lost?: CimError;
}

/** Throws only what shows that the host did nothing. After anything else the call must not be made a second time. */
export async function callMethod(
  { session, clock }: Operation,
  service: CimReference,
  call: MakingCall,
): Promise<Answer> {
  try {
    const result = await session.invoke(service, call.method, call.args);
    const job = jobOf(call.method, result);
    const returned = resultNamedIn(result, call);
    return {
      at: clock.now(),
      ...(job === undefined ? { completed: true } : { job: jobIdOf(job) }),
      ...(returned === undefined ? {} : { returned }),
    };
  } catch (error) {
    if (!isCimError(error) || isRefusal(error)) throw error;
    return { at: clock.now(), lost: error };
  }
}

/** An addition: a host that names the result in an odd way has made it all the same. */
function resultNamedIn({ out }: MethodResult, { resultParameter }: MakingCall): CimReference | undefined {
  return out[resultParameter]?.type === "reference" ? referenceOf(out, resultParameter) : undefined;
}
