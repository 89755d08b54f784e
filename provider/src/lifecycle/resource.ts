import type { CreationRecord, Evidence, Request } from "../creation/record";
import type { Work } from "../creation/work";
import type { Drift, LastSeen } from "../hyperv/drift";
import type { PointKind, ReferencePoint, Selector, Target } from "../hyperv/point-kind";
import type { CreatedBy, PointSettings } from "../hyperv/point-settings";
import type { Journal, Origin } from "../journal/journal";
import type { PointOwners } from "../journal/point-owners";
import { begin, type Shared, type Subject } from "../operation/context";
import type { OperationName } from "../operation/timeouts";

/** What all verbs on one host share in a provider process. */
export interface Context {
  /** The same on another host, by its name; each host has one. `letGo`: the command that lets go of what it has, if it is not known. */
  readonly onHost: (name: string | undefined, letGo?: string) => Context;
  readonly shared: Shared;
  readonly journal: Journal;
  readonly owners: PointOwners;
  /** A new creationId. */
  readonly newId: () => string;
}

/** A resource that the program declares: its inputs, all of them known. */
export interface Inputs {
  readonly subject: Subject & { readonly urn: string };
  readonly host: string | undefined;
  readonly selector: Selector;
  readonly settings: PointSettings;
  /** The fingerprint of the triggers. */
  readonly triggers: string;
  /** Id of an existing point. */
  readonly adopt: string | undefined;
  /** The target's GUID stands for its name in the journal and in what is said of it. */
  readonly nameIsSecret: boolean;
}

/** A point that a state holds, or is to hold. */
export interface ManagedPoint {
  readonly creationId: string;
  readonly evidence: Evidence;
  readonly point: ReferencePoint;
  /** ISO 8601; not known of an adopted one. */
  readonly createdAt: string | undefined;
  readonly createdBy: CreatedBy;
  readonly drift?: Drift | undefined;
}

/** What the state holds of a resource. */
export type State =
  | ({
      readonly is: "point";
      readonly subject: StateSubject;
      readonly target: Pick<Target, "id" | "name"> & LastSeen["target"];
    } & ManagedPoint)
  | { readonly is: "pending"; readonly subject: StateSubject; readonly record: CreationRecord };

type StateSubject = Subject & { readonly urn: string };

/** What create and update have achieved. Whatever could not even begin is an error instead. */
export type Achieved =
  | { readonly is: "created"; readonly managed: ManagedPoint }
  /** The state is to hold the record: a later command finishes it. `settled`: waiting will not help. */
  | { readonly is: "pending"; readonly record: CreationRecord; readonly error: Error; readonly settled: boolean };

/** What one create or update works with. */
export interface Task {
  readonly context: Context;
  readonly work: Work;
  readonly target: Target;
  readonly inputs: Inputs;
  readonly request: Request;
  readonly inState: boolean;
}

/** Begins the work on one creation. */
export function workOn(
  { shared, journal, owners }: Context,
  kind: PointKind,
  name: OperationName,
  subject: Subject,
  origin: Origin,
): Work {
  return {
    operation: begin(shared, name, subject),
    kind,
    save: (record) => journal.save(record, origin),
    async claims(creationId) {
      const { ids, jobIds } = await journal.claims(creationId);
      return { ids: new Set([...ids, ...owners.ofOthers(creationId)]), jobIds };
    },
  };
}

/** Operations on one virtual machine exclude each other; a group is all its virtual machines. */
export function lockKeysOf(...records: readonly Pick<Request, "targetId" | "vmIds">[]): string[] {
  return [...new Set(records.flatMap(({ targetId, vmIds }) => [targetId, ...vmIds]))];
}
