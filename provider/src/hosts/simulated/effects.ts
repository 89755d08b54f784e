import type { Host } from "./host";
import { appearancesOf } from "./placement";
import type { Aftermath, Effect } from "./state";

export function applyEffect({ inventory, state }: Host, effect: Effect, at: number): void {
  const removed = new Set(effect.removes);
  const stays = ({ id }: { readonly id: string }) => !removed.has(id);
  state.points = [...state.points.filter(stays), ...(effect.adds.points ?? [])];
  state.pointCollections = [...state.pointCollections.filter(stays), ...(effect.adds.pointCollections ?? [])];
  state.snapshots = [...state.snapshots.filter(stays), ...(effect.adds.snapshots ?? [])];
  state.snapshotCollections = [...state.snapshotCollections.filter(stays), ...(effect.adds.snapshotCollections ?? [])];
  for (const point of state.points) if (effect.discards.includes(point.id)) point.hasAssociatedData = false;
  for (const collection of state.pointCollections)
    if (effect.discards.includes(collection.id)) collection.hasAssociatedLog = false;
  const { mergeMilliseconds } = inventory.description;
  if (mergeMilliseconds > 0) for (const id of effect.merges) state.merging[id] = at + mergeMilliseconds;
}

export function scheduleEffect({ state }: Host, { milliseconds, effect }: Aftermath, from: number): void {
  state.laterEffects.push({ at: from + milliseconds, effect });
}

/** What a node does to a virtual machine that has left it happens where that is now. */
export function applyWhereItIs(hosts: readonly Host[], doer: Host, effect: Effect, at: number): void {
  for (const host of hosts) {
    const isHere = ({ virtualSystemId }: { readonly virtualSystemId: string }) =>
      placeOf(doer, virtualSystemId) === host.node;
    const { points = [], snapshots = [], ...collections } = effect.adds;
    const adds = { points: points.filter(isHere), snapshots: snapshots.filter(isHere) };
    applyEffect(host, { ...effect, adds: host === doer ? { ...collections, ...adds } : adds }, at);
  }
}

function placeOf({ described, world, node }: Host, vmId: string): string {
  const places = appearancesOf(described, world, vmId).map((appearance) => appearance.node);
  return places.includes(node) ? node : (places[0] ?? node);
}
