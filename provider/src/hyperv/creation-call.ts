import { CimError, isCimError, isTransient } from "../cim/error";
import { referenceOf } from "../cim/read";
import type { CimSession, MethodResult } from "../cim/session";
import type { CimReference } from "../cim/value";
import { jobIdOf } from "./job";
import type { CreationCall, PointKind } from "./point-kind";
import { codeOfRefusal, describeReturnCode, meaningOf } from "./return-code";

/** What the host answered to a call that it has accepted. */
export interface Answered {
  readonly jobId?: string;
  /** A job was started, and the answer does not name it. */
  readonly unnamedJob?: true;
  /** Key of the result. */
  readonly resultId?: string;
}

/** What the answer of a call proves, or that there was none. */
export type Answer =
  | ({ readonly is: "accepted" } & Answered)
  /** Nothing was done: a return code says so, or the request never reached the host. */
  | { readonly is: "refused"; readonly error: CimError }
  /** It was tried and failed. Something may be left of it. */
  | { readonly is: "failed"; readonly error: CimError }
  /** Whether the host has done it is not known. */
  | { readonly is: "unknown"; readonly error: CimError };

/**
 * Sends a call that creates something. Rejects only where nothing was done and the same call may be sent again: the host is
 * busy, was not reached, or failed for the moment before the call had begun.
 */
export async function sendCall(
  session: CimSession,
  kind: PointKind,
  service: CimReference,
  call: CreationCall,
  what: string,
): Promise<Answer> {
  let result: MethodResult;
  try {
    result = await session.invoke(service, call.method, call.args);
  } catch (error) {
    if (!isCimError(error)) throw error;
    if (error.sent === "maybe") return { is: "unknown", error };
    if (isTransient(error)) throw error;
    return { is: "refused", error };
  }
  return answerOf(result, call, what, (reference) => kind.keyOf(reference));
}

function answerOf(
  result: MethodResult,
  call: CreationCall,
  what: string,
  keyOf: (reference: CimReference) => string,
): Answer {
  const { returnValue, out } = result;
  const meaning = meaningOf(returnValue);
  const error = new CimError("Failed", `${what} returned ${describeReturnCode(returnValue)}`, {
    code: codeOfRefusal(returnValue),
    returnCode: returnValue,
    busy: meaning === "busy",
  });
  switch (meaning) {
    case "busy":
      throw error;
    case "refused":
    case "failed":
    case "unknown":
      return { is: meaning, error };
    case "completed":
    case "started": {
      const job = referenceIn(out, "Job");
      const returned = referenceIn(out, call.resultParameter);
      const named = returned === undefined ? {} : { resultId: keyOf(returned) };
      if (meaning === "completed") return { is: "accepted", ...named };
      if (job !== undefined) return { is: "accepted", jobId: jobIdOf(job), ...named };
      if (returned !== undefined) return { is: "accepted", unnamedJob: true, ...named };
      // Neither a job nor a result: as good as no answer.
      return {
        is: "unknown",
        error: new CimError("Failed", `${error.message} without naming the job`, { code: "HVRP314" }),
      };
    }
  }
}

/** A host that names something in an odd way has done it all the same. */
function referenceIn(out: MethodResult["out"], name: string) {
  const found = out[name];
  return found?.type === "reference" && "value" in found ? referenceOf(out, name) : undefined;
}
