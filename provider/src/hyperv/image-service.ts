import { CimError } from "../cim/error";
import { longIntegerOf, textOf } from "../cim/read";
import type { CimSession, MethodResult } from "../cim/session";
import { type CimProperties, cim } from "../cim/value";
import { pollUntil, type Waiting } from "../operation/poll";
import { retryReads } from "../operation/retry";
import { embeddedProperty } from "./embedded-text";
import { jobIdOf } from "./job";
import { jobOf, meaningOf } from "./return-code";
import { serviceOf } from "./service";
import { waitForJob } from "./wait-for-job";

export const imageService = "Msvm_ImageManagementService";

/** Its answer that names a job has no changes in it: it is called again when the job has ended. */
export const changesMethod = "GetVirtualDiskChanges";

const millisecondsForJobs = 300_000;

/** The out parameters of a method of the image service that only reads: it may be called again. */
export async function callImageService(
  waiting: Waiting,
  session: CimSession,
  method: string,
  path: string,
  args: CimProperties,
): Promise<CimProperties> {
  const what = `${method} of ${path}`;
  const deadline = waiting.clock.now() + millisecondsForJobs;
  const end = await pollUntil<Called>({ ...waiting, deadline }, async () => {
    try {
      const out = await retryReads(waiting, () => callOnce(waiting, session, method, args, what));
      return out === undefined ? { waitingFor: `${what}: its job has ended` } : { done: { out } };
    } catch (failure) {
      // A value, for it has been retried already.
      return { done: { failure } };
    }
  });
  if (!("done" in end)) {
    throw new CimError("TimedOut", `${what}: the host answers with one job after another`);
  }
  if ("failure" in end.done) throw end.done.failure;
  return end.done.out;
}

type Called = { readonly out: CimProperties } | { readonly failure: unknown };

/** `undefined`: its job has ended, and the answer is that of the next call. */
async function callOnce(
  waiting: Waiting,
  session: CimSession,
  method: string,
  args: CimProperties,
  what: string,
): Promise<CimProperties | undefined> {
  const result: MethodResult = await session.invoke((await serviceOf(session, imageService)).reference, method, args);
  const job = jobOf(what, result);
  if (job === undefined) return result.out;
  const deadline = waiting.clock.now() + millisecondsForJobs;
  const end = await waitForJob(session, { ...waiting, deadline }, jobIdOf(job), what);
  if (end.state === "failed") {
    const { reason, errorCode } = end;
    const busy = meaningOf(errorCode) === "busy";
    throw new CimError("Failed", `${what}: ${reason}`, { code: "HVRP305", returnCode: errorCode, busy });
  }
  return method === changesMethod ? undefined : result.out;
}

/** MaxInternalSize: the size of the disk as its virtual machine sees it, in bytes. */
export async function readDiskSize(session: CimSession, path: string, waiting: Waiting): Promise<bigint> {
  const method = "GetVirtualHardDiskSettingData";
  const out = await callImageService(waiting, session, method, path, { Path: cim.string(path) });
  const settings = out.SettingData;
  if (settings?.type === "instance" && "value" in settings && settings.value !== null) {
    const size = longIntegerOf(settings.value.properties, "MaxInternalSize");
    if (size !== undefined) return size;
  } else {
    const size = embeddedProperty(textOf(out, "SettingData") ?? "", "MaxInternalSize") ?? "";
    if (/^\d+$/.test(size)) return BigInt(size);
  }
  throw new CimError("Failed", `${method} of ${path} does not say how large the disk is`, { code: "HVRP314" });
}
