import type { CimSession } from "../cim/session";
import type { CimInstance, CimProperties, CimReference } from "../cim/value";
import type { PointSettings } from "./point-settings";
import type { Asked, Mismatch } from "./reference-point";

/** Names a virtual machine or a VM group: by GUID or by display name. */
export type Selector = { readonly id: string } | { readonly name: string };

/** What a point is taken of. */
export interface Target {
  readonly reference: CimReference;
  readonly id: string;
  readonly name: string;
  /** The virtual machines whose operations exclude each other, and the target itself. */
  readonly lockKeys: readonly string[];
  /** Why no point can be taken of it. */
  readonly unsupportedReason?: string;
}

/** One call of a service's method. */
export interface ServiceCall {
  readonly service: string;
  readonly method: string;
  readonly args: CimProperties;
}

/** A call that makes something: a point or a recovery snapshot. */
export interface MakingCall extends ServiceCall {
  /** The `[in, out]` parameter that may name the result; left out of the arguments. */
  readonly resultParameter: string;
}

/** The properties every observed point has, whichever its kind. */
export interface ObservedPoint {
  readonly instanceId: string;
}

/**
 * All that differs between the points of a virtual machine and those of a VM group: two services with their own
 * parameter names and numbers. The lifecycle is written once, over this.
 */
export interface PointKind<Point extends ObservedPoint = ObservedPoint> {
  /** What the point is taken of, for messages. */
  readonly targetNoun: string;
  /** The service that must be visible before a point may be called gone. */
  readonly service: string;

  /** Finds the target, or throws an error that names the input and says what to do. */
  requireTarget(session: CimSession, selector: Selector): Promise<Target>;

  createPoint(target: Target, settings: PointSettings): MakingCall;
  createRecoverySnapshot(target: Target, settings: PointSettings): MakingCall;
  convertSnapshot(snapshot: CimReference, settings: PointSettings): MakingCall;
  destroyPoint(point: CimReference): ServiceCall;
  destroySnapshot(snapshot: CimReference): ServiceCall;

  /** The points of a target that exist now. */
  pointsOf(session: CimSession, target: Pick<Target, "reference">): Promise<CimInstance[]>;
  /** The recovery snapshots of a target that exist now. */
  snapshotsOf(session: CimSession, target: Pick<Target, "reference">): Promise<CimInstance[]>;
  /** The key under which a point or a snapshot is remembered. */
  keyOf(reference: CimReference): string;
  snapshotReference(key: string): CimReference;
  /** Whether a point stands by itself: the member of a collection's point belongs to that. */
  isTopLevel(session: CimSession, point: CimInstance): Promise<boolean>;

  findPoint(session: CimSession, instanceId: string, targetId?: string): Promise<CimInstance | undefined>;
  /** What the point says it is, as far as the numbers are known. */
  settingsOf(point: CimInstance): Partial<Pick<PointSettings, "referencePointType" | "consistencyLevel">>;
  /** Whose point it is: the id of a virtual machine or a VM group. */
  targetIdOf(point: CimInstance): string;
  observe(session: CimSession, point: CimInstance): Promise<Point>;
  /** Where a point is not what was asked for; empty for a good one. */
  mismatches(point: Point, asked: Asked): Mismatch[];
  /** What is left on the host of a point that is gone itself, so that it is not lost sight of; `undefined`: nothing. */
  remainsOf(session: CimSession, point: Point): Promise<Point | undefined>;
  /** Points that went into this one and must be gone with it, by key. */
  membersOf(point: Point): readonly { readonly instanceId: string; readonly virtualSystemId: string }[];
}
