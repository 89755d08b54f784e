import { check } from "../../provider/src/engine/check";
import type { ResourceDefinition } from "../../provider/src/engine/definition";
import type { Properties } from "../../provider/src/engine/properties";
import { resourceProvider } from "../../provider/src/engine/resource-provider";
import type { EngineSession } from "../../provider/src/engine/session";
import type { Context } from "../../provider/src/lifecycle/resource";

const urn = "urn:pulumi:acceptance::acceptance::t::point";

/** A provider process, as the engine has one. */
export interface Provider {
  readonly context: Context;
  readonly session: EngineSession;
}

interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * The life of one resource, as the engine would have it: create, read, refresh, replace, destroy. Whatever fails in between,
 * what was created is deleted.
 */
export async function live(
  resource: ResourceDefinition,
  { context, session }: Provider,
  program: Properties,
  begin: (step: string) => void,
): Promise<void> {
  const provider = resourceProvider(() => ({ resource, context, session }));
  const created: Created[] = [];
  const inputsOf = (args: Properties): Properties => {
    const { inputs, failures } = check(resource, { __urn: urn, ...args });
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("; "));
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

  begin("what is there before");
  const before = await pointsThere(resource, context, program);
  try {
    begin("create");
    const first = await create(inputsOf(program));

    begin("read");
    const { id, props } = await provider.read(first.id, first.outputs);
    if (id === undefined || props === undefined) throw new Error(`${first.id} was created, but cannot be read`);

    begin("refresh");
    const again = await provider.diff(first.id, props, inputsOf(program));
    if (again.changes) throw new Error(`a refresh shows changes where there are none: ${again.replaces?.join(", ")}`);

    begin("replace");
    const changed = inputsOf({ ...program, triggers: ["another"] });
    const { replaces = [] } = await provider.diff(first.id, props, changed);
    if (replaces.join() !== "triggers") throw new Error(`a changed trigger replaces because of "${replaces.join()}"`);
    const second = await create(changed);
    await provider.delete(first.id, first.outputs);
    created.shift();

    begin("destroy");
    await provider.delete(second.id, second.outputs);
    created.pop();

    begin("what is there afterwards");
    const after = await pointsThere(resource, context, program);
    if (after.join() !== before.join())
      throw new Error(`before: ${before.join(", ")}; afterwards: ${after.join(", ")}`);
  } finally {
    begin("clean up");
    for (const { id, outputs } of created) await provider.delete(id, outputs);
  }
}

async function pointsThere(
  { kind, selector }: ResourceDefinition,
  { shared: { session } }: Context,
  program: Properties,
): Promise<string[]> {
  const id = program[selector.id];
  const target = await kind.requireTarget(
    session,
    typeof id === "string" ? { id } : { name: String(program[selector.name]) },
  );
  const there = await kind.list(session, "point", target.id);
  return there.map(({ reference }) => kind.keyOf(reference)).sort();
}
