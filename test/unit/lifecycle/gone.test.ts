import { describe, expect, test } from "vitest";
import { parseState } from "../../../provider/src/engine/state";
import { destroy } from "../../../provider/src/lifecycle/delete";
import { lifecycleOn, type Resource, testUrn, usualHost, vm } from "../../support/lifecycle";

/* A delete that succeeds says why the state may drop the resource. */

const sql01 = { vmName: "sql01" };

/** Deletes as the engine would, and answers the reason. */
function reasonOf(
  { startProcess }: Pick<ReturnType<typeof lifecycleOn>, "startProcess">,
  { outputs }: Resource,
  options: Partial<Parameters<typeof destroy>[3]> = {},
) {
  const none = { adopted: [], isFormerSelf: false };
  return destroy(startProcess().context, vm.kind, parseState(vm, outputs), { interrupted: [], ...none, ...options });
}

describe("the state may drop", () => {
  test("a point that was deleted: its host has proven that it is absent", async () => {
    const lifecycle = lifecycleOn();
    const made = await lifecycle.create(vm, sql01);
    expect(await reasonOf(lifecycle, made)).toEqual({
      is: "deleted",
      proof: { presence: "absent", hostName: "HV01" },
    });
    expect(await lifecycle.points()).toEqual([]);
  });

  test("an inferred point that is gone: its host has proven that", async () => {
    const lifecycle = lifecycleOn();
    const { outputs, ...made } = await lifecycle.create(vm, sql01);
    await lifecycle.host.removePoint(made.id);
    const inferred = { ...made, outputs: { ...outputs, __evidence: "inferred" } };
    expect(await reasonOf(lifecycle, inferred)).toEqual({
      is: "deleted",
      proof: { presence: "absent", hostName: "HV01" },
    });
  });

  test("a point that another resource has, which it names", async () => {
    const lifecycle = lifecycleOn();
    const made = await lifecycle.create(vm, sql01);
    const other = await lifecycle.create(vm, { ...sql01, adopt: made.id, __urn: "urn:pulumi:dev::test::type::other" });
    expect(await reasonOf(lifecycle, made)).toEqual({ is: "left", to: other.outputs.__creationId });
    expect(await lifecycle.points()).toEqual([made.id]);
  });

  test("the former self of a resource, which has the point", async () => {
    const lifecycle = lifecycleOn();
    const made = await lifecycle.create(vm, sql01);
    expect(await reasonOf(lifecycle, made, { isFormerSelf: true })).toEqual({ is: "left", to: testUrn });
    expect(await lifecycle.points()).toEqual([made.id]);
  });

  test("a pending creation of which nothing is left", async () => {
    const lifecycle = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 600_000 } });
    const made = await lifecycle.create(vm, { ...sql01, __timeouts: { create: "1m" } });
    expect(await reasonOf(lifecycle, made)).toEqual({ is: "discarded" });
    expect(await lifecycle.points()).toEqual([]);
  });
});
