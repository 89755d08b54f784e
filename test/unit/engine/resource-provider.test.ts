import { describe, expect, test } from "vitest";
import { JournalConfirmation } from "../../../provider/src/engine/journal-confirmation";
import { resourceProvider } from "../../../provider/src/engine/resource-provider";
import { vmReferencePoint } from "../../../provider/src/lifecycle/definition";
import type { Properties } from "../../../provider/src/lifecycle/stored";
import type { Context } from "../../../provider/src/operation/context";
import { lifecycleOn } from "../../support/lifecycle";

const [a, b] = ["urn:pulumi:dev::backup::type::a", "urn:pulumi:dev::backup::type::b"] as const;

/** What a process of the provider has in its memory begins empty; the host and the journal stay. */
function processOver(context: Context) {
  const confirmation = new JournalConfirmation(context.journal, context.reporter);
  const resource = vmReferencePoint({ rctTypeParameter: undefined });
  return resourceProvider(() => ({ resource, context, confirmation }));
}

async function checked(provider: ReturnType<typeof processOver>, urn: string): Promise<Properties> {
  return (await provider.check({}, { vmName: "sql01", __urn: urn })).inputs ?? {};
}

/** A resource that an alias has renamed from `a` to `b`, and an interrupted creation under its former name. */
async function renamed() {
  const { context } = lifecycleOn();
  const former = processOver(context);
  const { id, outs = {} } = await former.create(await checked(former, a));
  const creation = context.journal.entries.get(a);
  if (creation === undefined) throw new Error("the creation is not in the journal");
  const { made: _, ...open } = creation;
  context.journal.entries.set(a, open);
  return { context, provider: processOver(context), id, outs };
}

describe("what the journal says under the former name of a renamed resource", () => {
  test("is of this resource", async () => {
    const { provider, id, outs } = await renamed();
    expect(await provider.diff(id, outs, await checked(provider, b))).toMatchObject({ changes: true, replaces: [] });
  });

  test("is of another one when the program declares one of that name", async () => {
    const { context, provider, id, outs } = await renamed();
    await checked(provider, a);
    const inputs = await checked(provider, b);
    expect(await provider.diff(id, outs, inputs)).toMatchObject({ changes: false });
    await provider.update(id, outs, inputs);
    expect([...context.journal.entries.keys()]).toEqual([a]);
  });
});
