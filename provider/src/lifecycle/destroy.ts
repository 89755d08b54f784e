import { CimError, isCimError } from "../cim/error";
import type { CimReference } from "../cim/value";
import { jobIdOf } from "../hyperv/job";
import type { ObservedPoint, PointKind, ServiceCall } from "../hyperv/point-kind";
import { jobOf } from "../hyperv/return-code";
import { requireService, serviceReference } from "../hyperv/service";
import { destroyVmPoint, findVmPoint } from "../hyperv/vm-points";
import type { Operation } from "../operation/context";
import { retryIdempotent, retryReads } from "../operation/retry";
import { waitForJob } from "../operation/wait";

/**
 * Destroys a point and what went into it. That it is gone already is success. The host's "in use" and "invalid state" pass
 * and are waited for until the deadline. At the end the point is verified to be absent. Answers whether it was there.
 */
export async function destroyPoint<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  point: Point,
  targetId: string,
): Promise<boolean> {
  const wasThere = await destroyUntilGone(operation, `reference point ${point.instanceId}`, kind.service, {
    find: async () => (await kind.findPoint(operation.session, point.instanceId, targetId))?.reference,
    call: kind.destroyPoint,
  });
  const leftovers = kind.membersOf(point).map((member) =>
    destroyUntilGone(operation, `member ${member.instanceId} of reference point ${point.instanceId}`, kind.service, {
      find: async () => (await findVmPoint(operation.session, member.instanceId, member.virtualSystemId))?.reference,
      call: destroyVmPoint,
    }),
  );
  await Promise.all(leftovers);
  return wasThere;
}

/** Removes the recovery snapshot of a conversion that did not succeed. */
export async function destroySnapshot<Point extends ObservedPoint>(
  operation: Operation,
  kind: PointKind<Point>,
  key: string,
): Promise<void> {
  const reference = kind.snapshotReference(key);
  await destroyUntilGone(operation, `recovery snapshot ${key}`, kind.service, {
    find: async () => (await operation.session.get(reference))?.reference,
    call: kind.destroySnapshot,
  });
}

/** Something to remove from the host. */
interface Removal {
  readonly find: () => Promise<CimReference | undefined>;
  readonly call: (reference: CimReference) => ServiceCall;
}

/** Answers whether it was there. */
async function destroyUntilGone(
  operation: Operation,
  what: string,
  service: string,
  removal: Removal,
): Promise<boolean> {
  const { session } = operation;
  let wasThere = false;
  try {
    // A host that cannot be reached at all is not waited for as long as one that goes away in the middle.
    let seen = await retryReads(operation, removal.find);
    wasThere = seen !== undefined;
    const attempt = async () => {
      const reference = seen ?? (await removal.find());
      seen = undefined;
      if (reference !== undefined) await destroyFound(operation, what, removal, reference);
    };
    if (wasThere) await retryIdempotent(operation, attempt);
  } catch (error) {
    if (!isCimError(error)) throw error;
    throw new CimError(error.kind, `${what} is left on the host: ${error.message}`, { cause: error });
  }
  // An account without rights sees nothing at all, which must not pass for "gone".
  await retryReads(operation, () => requireService(session, service));
  return wasThere;
}

async function destroyFound(
  operation: Operation,
  what: string,
  removal: Removal,
  reference: CimReference,
): Promise<void> {
  const call = removal.call(reference);
  const job = await callDestruction(operation, call);
  const end = job === undefined ? undefined : await waitForJob(operation, jobIdOf(job), `destroying ${what}`);
  if (end?.state === "failed") {
    throw new CimError("Failed", `the job of ${call.method} failed: ${end.reason}`, { returnCode: end.errorCode });
  }
  if ((await removal.find()) === undefined) return;
  // It may be at work all the same, as after a restart of VMMS: to ask for it again does no harm.
  if (end?.state === "vanished") throw new CimError("Unavailable", `the job of ${call.method} cannot be seen any more`);
  throw new CimError("Failed", "the host reported success, but it is still there");
}

/** The job that destroys, if there is one. "Object not found" is what a destruction wants to hear. */
async function callDestruction(
  { session }: Operation,
  { service, method, args }: ServiceCall,
): Promise<CimReference | undefined> {
  try {
    return jobOf(method, await session.invoke(await serviceReference(session, service), method, args));
  } catch (error) {
    if (isCimError(error, "NotFound")) return undefined;
    throw error;
  }
}
