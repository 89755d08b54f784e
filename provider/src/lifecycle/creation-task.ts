import type { ObservedPoint, Target } from "../hyperv/point-kind";
import type { Operation } from "../operation/context";
import type { PointArguments } from "./arguments";
import type { ResourceDefinition } from "./definition";
import type { Made } from "./settle";
import type { Creation, Properties } from "./stored";

export interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/** What the steps of one creation work with. */
export interface Task<Point extends ObservedPoint> {
  readonly resource: ResourceDefinition<Point>;
  readonly operation: Operation;
  readonly target: Target;
  readonly inputs: Properties;
  readonly asked: PointArguments;
  /** The partial creation that the state holds. */
  readonly unfinished: Creation | undefined;
}

/** What was under way is over and has left nothing. The state may still call it unfinished, should this operation fail. */
export async function settleJournal<Point extends ObservedPoint>({
  operation,
  unfinished,
}: Task<Point>): Promise<void> {
  const { journal, urn } = operation;
  if (unfinished === undefined) await journal.remove(urn);
  else await journal.write(urn, { ...unfinished, cameToNothing: true });
}

export function keyOf<Point extends ObservedPoint>({ resource }: Task<Point>, { instance }: Made): string {
  return resource.points.keyOf(instance.reference);
}
