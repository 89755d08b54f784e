import type { CimSession } from "../cim/session";
import type { CimInstance, CimProperties, CimReference } from "../cim/value";
import type { Coded } from "../support/error-codes";
import type { PointSettings } from "./point-settings";
import type { Member, Mismatch, Requested } from "./reference-point";

/** Names a virtual machine or a VM group: by GUID or by display name. */
export type Selector = { readonly id: string } | { readonly name: string };

/** What a point is created of: a virtual machine or a VM group. */
export interface Target {
  readonly reference: CimReference;
  readonly id: string;
  readonly name: string;
  /** The virtual machines in it, by GUID, with their display names. */
  readonly vms: ReadonlyMap<string, string>;
  /** Why no point of it can be created. */
  readonly unsupportedReason?: string | undefined;
}

/** One call of a service's method. */
export interface ServiceCall {
  readonly service: string;
  readonly method: string;
  readonly args: CimProperties;
}

/** A call that creates something: a point or a recovery snapshot. */
export interface CreationCall extends ServiceCall {
  /** The `[in, out]` parameter that may name the result; left out of the arguments. */
  readonly resultParameter: string;
}

/** The properties every point has, whichever its kind. */
export interface ReferencePoint {
  readonly instanceId: string;
  /** Computer name of the host that has it. */
  readonly hostName: string;
  readonly referencePointType: string;
  readonly consistencyLevel: string;
}

/** A virtual hard disk that is not in a point of its virtual machine. */
export interface OtherDisk {
  readonly virtualSystemName: string;
  readonly path: string;
}

/** A point with all of its members, and those of them that the host does not show as its members any more. */
export interface Attached<Point = ReferencePoint> {
  readonly point: Point;
  readonly detached: readonly Pick<Member, "virtualSystemId" | "virtualSystemName">[];
}

/** What a step of a creation leads to: a reference point, or the recovery snapshot that is converted to one. */
export type ResultKind = "point" | "snapshot";

/**
 * All that differs between the points of a virtual machine and those of a VM group: two services with their own
 * parameter names and numbers. The lifecycle is written once, over this.
 */
export interface PointKind<Point extends ReferencePoint = ReferencePoint> {
  /** What the point is created of, for messages. */
  readonly targetNoun: string;
  /** The service that must be visible before a point may be called gone. */
  readonly service: string;
  /** Class of the result. */
  readonly resultClass: Readonly<Record<ResultKind, string>>;

  /** Finds the target, or throws an error that names the input and says what to do. */
  requireTarget(session: CimSession, selector: Selector): Promise<Target>;

  /** The ids of all that have this name now, exactly. */
  idsNamed(session: CimSession, name: string): Promise<string[]>;

  createPoint(target: Pick<Target, "reference">, settings: PointSettings): CreationCall;
  createRecoverySnapshot(target: Pick<Target, "reference">, settings: PointSettings): CreationCall;
  convertSnapshot(snapshot: CimReference): CreationCall;
  destroyPoint(point: CimReference): ServiceCall;
  destroySnapshot(snapshot: CimReference): ServiceCall;

  /** The points, or the recovery snapshots, of a target that exist now. Does not need the target to be visible where its key suffices. */
  list(session: CimSession, what: ResultKind, targetId: string): Promise<CimInstance[]>;
  /** The key under which a point or a snapshot is remembered. */
  keyOf(reference: CimReference): string;
  pointReference(instanceId: string, targetId: string): CimReference;
  snapshotReference(key: string): CimReference;
  /** Whether a point stands by itself: the member of a collection's point belongs to that. */
  isTopLevel(session: CimSession, point: CimInstance): Promise<boolean>;

  findPoint(session: CimSession, instanceId: string, targetId?: string): Promise<CimInstance | undefined>;
  /** What the point says it is, as far as the numbers are known. */
  settingsOf(
    session: CimSession,
    point: CimInstance,
  ): Promise<Partial<Pick<PointSettings, "referencePointType" | "consistencyLevel">>>;
  /** What the host says of a point in two ways that contradict each other; `point` has the one that is believed. */
  contradictionIn(found: CimInstance, point: Point): Coded | undefined;
  /** Whose point it is: the id of a virtual machine or a VM group. */
  targetIdOf(point: CimInstance): string;
  /** The present name of what it is a point of; empty when the host does not show that. */
  targetNameOf(point: Point): string;
  /** Reads all of a point. Names in `known` (by GUID) are not read again. */
  read(session: CimSession, point: CimInstance, known?: ReadonlyMap<string, string>): Promise<Point>;
  /** The virtual hard disks that its virtual machines have and that are not in the point. */
  otherDisks(session: CimSession, point: CimInstance): Promise<readonly OtherDisk[]>;
  /** Where a point is not what is requested; empty for a good one. `vms`: those that must be in it, as in {@link Target}. */
  mismatches(point: Point, requested: Requested, vms?: ReadonlyMap<string, string>): Mismatch[];
  /** A point with those members of `last` that still exist and stand by themselves now, as when a virtual machine is moved to another node. */
  withDetached(session: CimSession, point: Point, last: Point): Promise<Attached<Point>>;
  /** What is left on the host of a point that is gone itself; `undefined`: nothing. */
  remainsOf(session: CimSession, point: Point): Promise<Point | undefined>;
  /** Points that went into this one and must be gone with it, by key. */
  membersOf(point: Point): readonly { readonly instanceId: string; readonly virtualSystemId: string }[];
}
