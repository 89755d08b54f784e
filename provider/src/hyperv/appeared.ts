import { isDeepStrictEqual } from "node:util";
import type { CimSession } from "../cim/session";
import type { CimInstance } from "../cim/value";
import type { PointKind, ResultKind } from "./point-kind";
import type { PointSettings } from "./point-settings";

/** The points, or the recovery snapshots, of a target that did not exist before a call, by key. */
export async function listAppeared(
  session: CimSession,
  kind: PointKind,
  what: ResultKind,
  targetId: string,
  existingIds: readonly string[],
): Promise<ReadonlyMap<string, CimInstance>> {
  const all = await kind.list(session, what, targetId);
  const byKey = all.map((instance) => [kind.keyOf(instance.reference), instance] as const);
  return new Map(byKey.filter(([key]) => !existingIds.includes(key)));
}

/** Which of them a call may have created: any snapshot, and each point of the requested settings that is no member of another. */
export async function candidatesIn(
  session: CimSession,
  kind: PointKind,
  what: ResultKind,
  appeared: ReadonlyMap<string, CimInstance>,
  { referencePointType, consistencyLevel }: PointSettings,
): Promise<string[]> {
  if (what === "snapshot") return [...appeared.keys()];
  const requested = { referencePointType, consistencyLevel };
  const settings = await Promise.all([...appeared.values()].map((instance) => kind.settingsOf(session, instance)));
  const alike = [...appeared].filter((_, index) => isDeepStrictEqual(settings[index], requested));
  const topLevel = await Promise.all(alike.map(([, instance]) => kind.isTopLevel(session, instance)));
  return alike.filter((_, index) => topLevel[index]).map(([key]) => key);
}
