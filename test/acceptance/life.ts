import { check } from "../../provider/src/engine/check";
import type { ResourceDefinition } from "../../provider/src/engine/definition";
import type { Properties } from "../../provider/src/engine/properties";
import { resourceProvider } from "../../provider/src/engine/resource-provider";
import type { EngineSession } from "../../provider/src/engine/session";
import type { Context } from "../../provider/src/lifecycle/resource";
import { withCode } from "../../provider/src/support/error-codes";
import { singleHost } from "../support/hosts";

const urn = "urn:pulumi:acceptance::acceptance::t::point";

/** Provider processes, as the engine starts one for each of its commands. */
export interface Provider {
  readonly context: Context;
  startCommand(): EngineSession;
}

interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

export interface Watching {
  /** Called before each command. */
  beginStep(step: string): void;
  /** Called with the outputs of the first point, while it exists. */
  examine(outputs: Properties): Promise<void>;
}

/**
 * The life of one resource, as the engine would have it: create, read, refresh, replace, destroy. Whatever fails in between,
 * what was created is deleted.
 */
export async function live(
  resource: ResourceDefinition,
  { context, startCommand }: Provider,
  program: Properties,
  { beginStep, examine }: Watching,
): Promise<void> {
  let session = startCommand();
  const provider = resourceProvider(() => ({ resource, hosts: singleHost, onHost: context.onHost, session }));
  const begin = async (step: string) => {
    await session.onShutdown();
    session = startCommand();
    beginStep(step);
  };
  const created: Created[] = [];
  const inputsOf = (args: Properties): Properties => {
    const { inputs, failures } = check(resource, { __urn: urn, ...args }, singleHost);
    if (failures.length > 0)
      throw new Error(failures.map(({ property, ...reason }) => `${property}: ${withCode(reason)}`).join("; "));
    return inputs;
  };
  const create = async (inputs: Properties): Promise<Created> => {
    const { id, outs = {} } = await provider
      .create(inputs)
      .catch((error: Partial<Created> & { properties?: Properties }) => {
        // What may have been created is in the partial failure: it is deleted in the end.
        if (error.id !== undefined && error.properties !== undefined)
          created.push({ id: error.id, outputs: error.properties });
        throw error;
      });
    const resource = { id, outputs: outs };
    created.push(resource);
    return resource;
  };

  try {
    await begin("create");
    const first = await create(inputsOf(program));

    await begin("examine");
    await examine(first.outputs);

    await begin("read");
    const { id, props } = await provider.read(first.id, first.outputs);
    if (id === undefined || props === undefined) throw new Error(`${first.id} was created, but cannot be read`);

    await begin("refresh");
    const again = await provider.diff(first.id, props, inputsOf(program));
    if (again.changes) throw new Error(`a refresh shows changes where there are none: ${again.replaces?.join(", ")}`);

    await begin("replace");
    const changed = inputsOf({ ...program, triggers: ["another"] });
    const { replaces = [] } = await provider.diff(first.id, props, changed);
    if (replaces.join() !== "triggers") throw new Error(`a changed trigger replaces because of "${replaces.join()}"`);
    const second = await create(changed);
    await provider.delete(first.id, first.outputs);
    created.shift();

    await begin("destroy");
    await provider.delete(second.id, second.outputs);
    created.pop();
  } finally {
    await begin("clean up");
    for (const { id, outputs } of created) await provider.delete(id, outputs);
    await session.onShutdown();
  }
}
