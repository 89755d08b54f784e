import { sameGuid } from "../hyperv/guid";
import type { ResourceDefinition } from "./definition";
import { type Creation, type Properties, schemaVersion } from "./stored";
import { fingerprintOfTriggers } from "./triggers";

/**
 * The outputs of a resource: its inputs, which diff, read and delete need and the engine does not hand them; what the host
 * shows of the point, which stands above inputs of the same name; and when the point was made.
 */
export function outputsOf(inputs: Properties, point: object, createdAt: string | undefined): Properties {
  return { ...inputs, ...point, ...(createdAt === undefined ? {} : { createdAt }), schemaVersion };
}

/**
 * The outputs of a resource whose creation could not be seen to its end. The inputs may have changed since it began: what it
 * was not begun for does not stand in them, or its point would pass for what the inputs ask for.
 */
export function unfinishedOutputs(
  { selector, targetOutputs }: Pick<ResourceDefinition, "selector" | "targetOutputs">,
  inputs: Properties,
  creation: Creation,
): Properties {
  const { [selector.id]: id, [selector.name]: name, triggers, adopt: _, ...others } = inputs;
  const sameTriggers = creation.triggers === undefined || creation.triggers === fingerprintOfTriggers(triggers);
  const its = {
    [selector.id]: typeof id === "string" && sameGuid(id, creation.targetId) ? id : undefined,
    [selector.name]: name === creation.targetName ? name : undefined,
    triggers: sameTriggers ? triggers : [creation.triggers],
  };
  return {
    ...others,
    ...Object.fromEntries(Object.entries(its).filter(([, value]) => value !== undefined)),
    ...creation.settings,
    [targetOutputs.id]: creation.targetId,
    [targetOutputs.name]: creation.targetName,
    unfinished: creation,
    schemaVersion,
  };
}

/** A partial creation has no point to be named after. The id stays in the state until a refresh replaces it. */
export function unfinishedId(creation: Creation): string {
  return `unfinished:${creation.targetId}:${creation.job ?? creation.since}`;
}
