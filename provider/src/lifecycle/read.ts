import { isCimError } from "../cim/error";
import type { CimInstance } from "../cim/value";
import type { ObservedPoint } from "../hyperv/point-kind";
import { requireService } from "../hyperv/service";
import { claimPoint } from "../journal/journal";
import { begin, type Context, type Operation } from "../operation/context";
import { retryReads } from "../operation/retry";
import { warnOfMissingTarget } from "./absence";
import type { ResourceDefinition } from "./definition";
import { outputsOf, unfinishedOutputs } from "./outputs";
import { settle, UnfinishedCreation } from "./settle";
import { type Creation, observedIn, type Properties, readStored } from "./stored";

export interface Found {
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * Asks the host what a point is now. `undefined`: it is gone, said by a host that shows its services. A host that cannot be
 * asked is an error, and nothing is concluded.
 */
export async function read<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  context: Context,
  id: string,
  properties: Properties,
): Promise<Found | undefined> {
  const operation = begin(context, "read", properties);
  const stored = readStored(properties);
  const { unfinished } = stored;
  if (unfinished !== undefined) {
    // One after the other: two unfinished creations of one target must not take the same point for theirs.
    return context.locks.hold([unfinished.targetId], () =>
      readUnfinished(resource, operation, id, properties, unfinished),
    );
  }

  const targetId = properties[resource.targetOutputs.id];
  const instanceId = stored.instanceId ?? id;
  const instance = await retryReads(operation, () =>
    resource.points.findPoint(operation.session, instanceId, typeof targetId === "string" ? targetId : undefined),
  );
  if (instance === undefined) {
    await retryReads(operation, () => requireService(operation.session, resource.points.service));
    if (stored.schemaVersion === undefined) return undefined;
    await warnOfMissingTarget(resource, operation, properties);
    return remains(resource, operation, id, properties);
  }
  return observed(resource, operation, instance, properties, stored.createdAt);
}

/** Something of the point may be left: diff then asks for a new one, and the old one's remains are destroyed with it. */
async function remains<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  operation: Operation,
  id: string,
  properties: Properties,
): Promise<Found | undefined> {
  const point = observedIn(resource, properties);
  const left = await retryReads(operation, () => resource.points.remainsOf(operation.session, point));
  return left === undefined ? undefined : { id, outputs: { ...properties, ...left } };
}

async function observed<Point extends ObservedPoint>(
  { points }: ResourceDefinition<Point>,
  operation: Operation,
  instance: CimInstance,
  { unfinished: _, ...properties }: Properties,
  createdAt: string | undefined,
): Promise<Found> {
  const point = await retryReads(operation, () => points.observe(operation.session, instance));
  return { id: point.instanceId, outputs: outputsOf(properties, point, createdAt) };
}

/**
 * A creation that has come to its end meanwhile is read as the point it made; any other stays as it is, for update to
 * finish. A read looks once, waits for nothing and changes nothing on the host.
 */
async function readUnfinished<Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  operation: Operation,
  id: string,
  properties: Properties,
  unfinished: Creation,
): Promise<Found | undefined> {
  const { journal, session, urn } = operation;
  const { points } = resource;
  const creation = (await journal.read(urn)) ?? unfinished;
  const unchanged = { id, outputs: properties };
  if (creation.step === "CreateSnapshot" || creation.cameToNothing) return unchanged;
  try {
    const target = await retryReads(operation, () => points.requireTarget(session, { id: creation.targetId }));
    const now = { ...operation, deadline: operation.clock.now() };
    const { made } = await settle({ operation: now, kind: points, target }, creation);
    // That nothing proves whose it is, update has to say.
    if (made === undefined || !made.proven) return unchanged;
    // Should the engine not store this answer, the next create or update finds the point here.
    const found = { ...creation, made: points.keyOf(made.instance.reference) };
    await journal.write(urn, found);
    await claimPoint(journal, urn, found.targetId, found.made);
    // The journal may know of a later creation than the state.
    const outputs = unfinishedOutputs(resource, properties, creation);
    return await observed(resource, operation, made.instance, outputs, made.createdAt ?? creation.since);
  } catch (error) {
    if (error instanceof UnfinishedCreation && isCimError(error.cause, "TimedOut", "Failed")) return unchanged;
    if (error instanceof UnfinishedCreation) throw error.cause;
    if (!isCimError(error, "NotFound")) throw error;
    // What it was to be taken of is gone, and took along whatever was made.
    await retryReads(operation, () => requireService(session, points.service));
    await warnOfMissingTarget(resource, operation, properties);
    return undefined;
  }
}
