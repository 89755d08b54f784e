import { isDeepStrictEqual } from "node:util";
import { CimError, isCimError, isTransient } from "../cim/error";
import type { CimInstance, CimReference } from "../cim/value";
import type { Operation } from "../operation/context";
import { type PollResult, pollUntil } from "../operation/poll";
import { patienceBeforeAnything } from "../operation/retry";
import { describeDuration } from "../support/duration";
import { jobIdOf } from "./job";
import type { ServiceCall } from "./point-kind";
import { type Absent, presenceOf, type Witness } from "./presence";
import { jobOf, meaningOf } from "./return-code";
import { serviceOf } from "./service";
import { waitForJob } from "./wait-for-job";

/** Something to delete from the host. */
export interface Deletion {
  /** For messages: "reference point X". */
  readonly what: string;
  readonly reference: CimReference;
  readonly call: (reference: CimReference) => ServiceCall;
  /** Who proves an empty answer of `find`. A host that carries out the call has the thing, whatever its name is by now. */
  readonly witness: Witness;
  /** `hasFailed`: the call has, so that what is not listed may only be new. */
  find(hasFailed: boolean): Promise<CimInstance | undefined>;
}

/** That it is gone, and whether this deletion found it. */
export interface Deleted {
  readonly proof: Absent;
  readonly wasPresent: boolean;
}

/**
 * Deletes something, so that it is proven to be gone: by looking, whatever the call said. Busy hosts and lost replies are
 * waited out and the call is repeated, for deleting twice does no harm. Rejects when it is still there, or cannot be seen.
 */
export async function deleteUntilAbsent(operation: Operation, deletion: Deletion): Promise<Deleted> {
  const { clock, session } = operation;
  const started = clock.now();
  let { reference, witness } = deletion;
  let wasPresent = false;
  let answered = false;
  const end = await pollUntil<Deleted | { readonly failure: CimError }>(operation, async () => {
    const outcome = await callOnce(operation, deletion.what, deletion.call(reference));
    const { error, foundOn } = outcome;
    if (foundOn !== undefined) {
      wasPresent = true;
      witness = { ...witness, hostName: foundOn };
    }
    if (error === undefined || !isTransient(error)) answered = true;
    else if (!answered && clock.now() - started >= patienceBeforeAnything) {
      return { done: { failure: notKnown(deletion, error) } };
    }
    const find = () => deletion.find(error !== undefined);
    const seen = await presenceOf(session, witness, find, error === undefined);
    answered = true;
    const found = seen.value?.reference;
    if (found !== undefined && isCimError(error, "NotFound") && !isDeepStrictEqual(found, reference)) {
      // The host spells a key in another way than it was stored.
      reference = found;
      return { waitingFor: `${deletion.what}: retrying with the key that the host gives` };
    }
    return verify(deletion.what, seen, error, wasPresent);
  }).catch((error: unknown) => {
    if (!isCimError(error)) throw error;
    throw notKnown(deletion, error);
  });
  if ("done" in end) {
    if ("failure" in end.done) throw end.done.failure;
    return end.done;
  }
  const spent = `after ${describeDuration(operation.timeout)} (customTimeouts.${operation.name})`;
  // The last look has failed: nothing says that it is still there.
  if (end.cause !== undefined) throw notKnown(deletion, end.cause, `${spent}, ${end.waitingFor}`);
  throw new CimError("TimedOut", `${deletion.what}: not deleted ${spent}: ${end.waitingFor}`, { code: "HVRP310" });
}

function notKnown({ what }: Deletion, error: CimError, reason: string = error.message): CimError {
  return new CimError(error.kind, `it is not known whether ${what} was deleted: ${reason}`, {
    code: error.code === "HVRP213" ? error.code : "HVRP311",
    cause: error,
  });
}

/** A failure is a value: as an error of the look it could pass for one that is looked at again. */
function verify(
  what: string,
  seen: { readonly presence: "present" } | Absent,
  error: CimError | undefined,
  wasPresent: boolean,
): PollResult<Deleted | { readonly failure: CimError }> {
  if (seen.presence === "absent") return { done: { proof: seen, wasPresent } };
  if (error !== undefined && (error.busy || isTransient(error))) {
    return { waitingFor: `${what} is left on the host, retrying: ${error.message}` };
  }
  const reason = error === undefined ? "the host reported success" : error.message;
  const text = `${what} is left on the host: ${reason}`;
  return {
    done: { failure: new CimError(error?.kind ?? "Failed", text, { code: "HVRP310", cause: error, permanent: true }) },
  };
}

/** `foundOn`: the host that has accepted the call. */
type Outcome = { readonly foundOn: string | undefined; readonly error?: CimError };

/** Calls the method and waits for its job. An error is a value here: what counts is whether the thing is still there. */
async function callOnce(operation: Operation, what: string, call: ServiceCall): Promise<Outcome> {
  const { session } = operation;
  let foundOn: string | undefined;
  try {
    const { reference, hostName } = await serviceOf(session, call.service);
    const job = jobOf(call.method, await session.invoke(reference, call.method, call.args));
    foundOn = hostName;
    if (job === undefined) return { foundOn };
    const end = await waitForJob(session, operation, jobIdOf(job), `deleting ${what}`);
    if (end.state === "succeeded") return { foundOn };
    if (end.state === "failed") {
      // 32774 and 32775 pass, as return codes and as a job's error alike.
      const busy = meaningOf(end.errorCode) === "busy";
      const error = new CimError("Failed", `the job of ${call.method} failed: ${end.reason}`, {
        code: "HVRP305",
        returnCode: end.errorCode,
        busy,
      });
      return { foundOn, error };
    }
    return { foundOn, error: new CimError("Unavailable", `the job of ${call.method} cannot be seen any more`) };
  } catch (error) {
    if (!isCimError(error)) throw error;
    return { foundOn, error };
  }
}
