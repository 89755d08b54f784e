import { isCimError } from "../../provider/src/cim/error";
import { integerOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";
import type { CimInstance } from "../../provider/src/cim/value";
import { readDiskChanges } from "../../provider/src/hyperv/disk-changes";
import { jobReference } from "../../provider/src/hyperv/job";
import { findVmPoint, vmPointClass, vmPointReference } from "../../provider/src/hyperv/vm-points";
import type { RecordedCall } from "./recording-session";

/* What a host has shown that no source settles: sentences for the report. */

/** Outputs of a point, as far as they are looked into here. */
interface Seen {
  readonly instanceId: string;
  readonly virtualSystemId?: string;
  readonly consistencyLevel?: string;
  readonly createdBy?: string;
  readonly disks?: readonly { readonly path?: string; readonly rctId?: string }[];
  readonly members?: readonly Seen[];
}

/** Of a point that was just created: its numbers, and whether its RCT ids can be used. */
export async function examinePoint(session: CimSession, outputs: Readonly<Record<string, unknown>>): Promise<string[]> {
  const seen = outputs as unknown as Seen;
  const members = seen.members ?? [seen];
  const changes = members.flatMap(({ disks = [] }) => disks).map((disk) => changesOf(session, disk));
  const own =
    seen.members === undefined ? await findVmPoint(session, seen.instanceId, seen.virtualSystemId) : undefined;
  return [
    `created by ${seen.createdBy}${seen.members === undefined ? `, ConsistencyLevel ${levelOf(own)}` : ""} (${seen.consistencyLevel})`,
    ...(seen.members === undefined ? [] : [await numbersOf(session, seen)]),
    ...(await Promise.all(changes)),
  ];
}

async function numbersOf(session: CimSession, { instanceId, members = [] }: Seen): Promise<string> {
  const [group] = await session.query("Msvm_ReferencePointCollection", { CollectionID: instanceId });
  const found = await Promise.all(
    members.map((member) => findVmPoint(session, member.instanceId, member.virtualSystemId)),
  );
  return `ConsistencyLevel of the group's point is ${levelOf(group)}, of its members ${found.map(levelOf).join(", ")}`;
}

function levelOf(instance: CimInstance | undefined): string {
  return String(instance === undefined ? "not shown" : (integerOf(instance.properties, "ConsistencyLevel") ?? "null"));
}

async function changesOf(session: CimSession, { path, rctId }: { path?: string; rctId?: string }): Promise<string> {
  if (path === undefined || rctId === undefined) return `${path ?? "a disk without a path"}: no RCT id`;
  try {
    const { ranges } = await readDiskChanges(session, { disk: path, rctId });
    return `changes of ${path} since the point can be read: ${ranges.length} ranges`;
  } catch (error) {
    return `changes of ${path} since the point CANNOT be read: ${describe(error)}`;
  }
}

const nowhere = "00000000-0000-4000-8000-000000000000";

/** Each way in which a missing object is read here. All answers that prove nothing wrong are understood. */
export async function readsOfMissingObjects(session: CimSession): Promise<{ texts: string[]; understood: boolean }> {
  const point = vmPointReference(`Microsoft:${nowhere}\\${nowhere}`, nowhere);
  const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["a point by its key", () => session.get(point)],
    ["points by a query", () => session.query(vmPointClass, { VirtualSystemIdentifier: nowhere })],
    ["a job by its key", () => session.get(jobReference(nowhere))],
    [
      "what a job has affected",
      () =>
        session.associators(jobReference(nowhere), {
          resultClass: vmPointClass,
          associationClass: "Msvm_AffectedJobElement",
        }),
    ],
  ];
  const answers = await Promise.all(
    reads.map(async ([what, read]) => {
      try {
        const found = await read();
        const isNothing = found === undefined || (Array.isArray(found) && found.length === 0);
        return { text: `${what}: ${isNothing ? "nothing" : "something"}`, understood: isNothing };
      } catch (error) {
        return { text: `${what}: ${describe(error)}`, understood: isCimError(error, "NotFound") };
      }
    }),
  );
  return { texts: answers.map(({ text }) => text), understood: answers.every(({ understood }) => understood) };
}

/** In how many calls that create something the host has named what it created, in each of the two ways. */
export function namingOfResults(calls: readonly RecordedCall[]): string {
  const creations = calls.filter(({ names, call }) => names !== undefined && call.startsWith("invoke"));
  const affected = calls.filter(({ names, call }) => names !== undefined && call.startsWith("associators"));
  const count = (of: readonly RecordedCall[]) => `${of.filter(({ names }) => names).length} of ${of.length}`;
  return `the result was named by the answer of ${count(creations)} calls that create, and among the affected elements in ${count(affected)} reads of a job`;
}

export function describe(error: unknown): string {
  return isCimError(error) ? `${error.kind}: ${error.message}` : String(error);
}
