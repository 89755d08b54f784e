import type { ResourceDefinition } from "./definition";
import { type Creation, type Properties, schemaVersion } from "./stored";

/**
 * The outputs of a resource: its inputs, which diff, read and delete need and the engine does not hand them; what the host
 * shows of the point, which stands above inputs of the same name; and when the point was made.
 */
export function outputsOf(inputs: Properties, point: object, createdAt: string | undefined): Properties {
  return { ...inputs, ...point, ...(createdAt === undefined ? {} : { createdAt }), schemaVersion };
}

/** The outputs of a resource whose creation could not be seen to its end. */
export function unfinishedOutputs(
  { targetOutputs }: Pick<ResourceDefinition, "targetOutputs">,
  inputs: Properties,
  creation: Creation,
): Properties {
  return {
    ...inputs,
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
