import { integerOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";
import { collectionDefinition, type ResourceDefinition, vmDefinition } from "../../provider/src/engine/definition";
import type { Properties } from "../../provider/src/engine/properties";
import { canonicalGuid } from "../../provider/src/hyperv/guid";
import type { ReferencePoint, Selector, Target } from "../../provider/src/hyperv/point-kind";
import { StepSkipped } from "./steps";

/** A virtual machine or a VM group that a person has named: by name or GUID. */
export interface Named {
  readonly definition: ResourceDefinition;
  readonly selector: Selector;
  /** The inputs that name it. */
  readonly program: Properties;
}

export function namedVm(nameOrId: string, rctTypeParameter: number | undefined): Named {
  return named(ofAnyKind(vmDefinition({ rctTypeParameter })), nameOrId);
}

export function namedGroup(nameOrId: string): Named {
  return named(ofAnyKind(collectionDefinition), nameOrId);
}

function named(definition: ResourceDefinition, nameOrId: string): Named {
  const isId = canonicalGuid(nameOrId) !== undefined;
  const program = { [isId ? definition.selector.id : definition.selector.name]: nameOrId };
  return { definition, program, selector: isId ? { id: nameOrId } : { name: nameOrId } };
}

function ofAnyKind<Point extends ReferencePoint>(definition: ResourceDefinition<Point>): ResourceDefinition {
  return definition as unknown as ResourceDefinition;
}

export function find(session: CimSession, { definition, selector }: Named): Promise<Target> {
  return definition.kind.requireTarget(session, selector);
}

/** Keys of the points and the snapshots of a target, a user's checkpoints of a virtual machine among them. */
export async function thingsOf(
  session: CimSession,
  { definition: { kind } }: Named,
  { id }: Target,
): Promise<string[]> {
  const lists = [kind.list(session, "point", id), kind.list(session, "snapshot", id), checkpointsOf(session, id)];
  const keys = (await Promise.all(lists)).flat().map(({ reference }) => Object.values(reference.keys).join("/"));
  return keys.sort();
}

export function checkpointsOf(session: CimSession, vmId: string) {
  return session.query("Msvm_VirtualSystemSettingData", {
    VirtualSystemIdentifier: vmId,
    VirtualSystemType: "Microsoft:Hyper-V:Snapshot:Realized",
  });
}

/** EnabledState of Msvm_ComputerSystem: disabled, which is off. */
const off = 3;

export async function requireOff(session: CimSession, target: Target): Promise<void> {
  const system = await session.get(target.reference);
  const state = system === undefined ? undefined : integerOf(system.properties, "EnabledState");
  if (state !== off)
    throw new StepSkipped(`"${target.name}" is not off (EnabledState ${state}), and is not switched off for this`);
}

export async function requireCheckpoint(session: CimSession, target: Target): Promise<void> {
  const checkpoints = await checkpointsOf(session, target.id);
  if (checkpoints.length === 0) throw new StepSkipped(`"${target.name}" has no checkpoint, and gets none for this`);
}
