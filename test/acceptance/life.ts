import type { ObservedPoint } from "../../provider/src/hyperv/point-kind";
import { check } from "../../provider/src/lifecycle/check";
import { create } from "../../provider/src/lifecycle/create";
import type { Created } from "../../provider/src/lifecycle/creation-task";
import type { ResourceDefinition } from "../../provider/src/lifecycle/definition";
import { destroy } from "../../provider/src/lifecycle/delete";
import { diff } from "../../provider/src/lifecycle/diff";
import { read } from "../../provider/src/lifecycle/read";
import type { Properties } from "../../provider/src/lifecycle/stored";
import type { Context } from "../../provider/src/operation/context";

const urn = "urn:pulumi:acceptance::acceptance::t::point";

/**
 * The life of one resource, as the engine would have it: create, read, refresh, replace, destroy. Whatever fails in between,
 * what was made is destroyed.
 */
export async function live<Point extends ObservedPoint>(
  definition: ResourceDefinition<Point>,
  context: Context,
  program: Properties,
  begin: (step: string) => void,
): Promise<void> {
  const made: Created[] = [];
  const inputsOf = (args: Properties): Properties => {
    const { inputs, failures } = check(definition, { __urn: urn, ...args });
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("; "));
    return inputs;
  };
  const make = async (inputs: Properties): Promise<Created> => {
    const created = await create(definition, context, inputs);
    made.push(created);
    // As when the engine has stored it.
    await context.journal.remove(urn);
    return created;
  };

  begin("what is there before");
  const before = await pointsThere(definition, context, program);
  try {
    begin("create");
    const first = await make(inputsOf(program));

    begin("read");
    const found = await read(definition, context, first.id, first.outputs);
    if (found === undefined) throw new Error(`${first.id} was made, but cannot be read`);

    begin("refresh");
    const again = diff(definition, found.outputs, inputsOf(program));
    if (again.changes) throw new Error(`a refresh shows changes where there are none: ${again.replaces.join(", ")}`);

    begin("replace");
    const changed = inputsOf({ ...program, triggers: ["another"] });
    const { replaces } = diff(definition, found.outputs, changed);
    if (replaces.join() !== "triggers") throw new Error(`a changed trigger replaces because of "${replaces.join()}"`);
    const second = await make(changed);
    await destroy(definition, context, first.outputs);
    made.shift();

    begin("destroy");
    await destroy(definition, context, second.outputs);
    made.pop();

    begin("what is there afterwards");
    const after = await pointsThere(definition, context, program);
    if (after.join() !== before.join())
      throw new Error(`before: ${before.join(", ")}; afterwards: ${after.join(", ")}`);
  } finally {
    begin("clean up");
    for (const { outputs } of made) await destroy(definition, context, outputs);
  }
}

async function pointsThere<Point extends ObservedPoint>(
  { points, selector }: ResourceDefinition<Point>,
  { session }: Context,
  program: Properties,
): Promise<string[]> {
  const id = program[selector.id];
  const target = await points.requireTarget(
    session,
    typeof id === "string" ? { id } : { name: String(program[selector.name]) },
  );
  const there = await points.pointsOf(session, target);
  return there.map(({ reference }) => points.keyOf(reference)).sort();
}
