import { describe, expect, test } from "vitest";
import { collection, lifecycleOn, usualHost } from "../../support/lifecycle";

const program = { collectionName: "erp" };
const anotherNumber = { happens: "wrong-data", data: "other-number", times: "always" } as const;
const otherWayRound = { ...usualHost, faults: [anotherNumber] };
const contradiction = /^warning: reference point .+ its consistency is Crash, and all its members say Application/;

describe("on a host that numbers the consistency of group points otherwise than documented", () => {
  test("the members decide: the point is kept, with one warning", async () => {
    const { create, diff, points, said } = lifecycleOn(otherWayRound);
    const created = await create(collection, program);
    expect(created.outputs).toMatchObject({ consistencyLevel: "Application" });
    expect(said.filter((text) => text.startsWith("warning"))).toEqual([expect.stringMatching(contradiction)]);
    expect(await diff(collection, created)).toEqual({ changes: false, replaces: [] });
    expect(await points()).toHaveLength(3);
  });

  test("a refresh shows no change, and does not warn again", async () => {
    const { create, read, said } = lifecycleOn(otherWayRound);
    const created = await create(collection, program);
    said.splice(0);
    expect(await read(collection, created)).toMatchObject({ outputs: { consistencyLevel: "Application" } });
    expect(said).toEqual([]);
  });

  test("an interrupted creation still finds its point", async () => {
    const { create, crashIn, points, clock } = lifecycleOn(otherWayRound);
    await crashIn("CreateReferencePoint", collection, program, true);
    clock.advance(10 * 60_000);
    const created = await create(collection, program);
    expect(created.failure).toBeUndefined();
    expect(created.outputs).toMatchObject({ consistencyLevel: "Application" });
    expect(await points()).toHaveLength(3);
  });

  test("its points can be adopted for what their members are", async () => {
    const { create, said, points } = lifecycleOn(otherWayRound);
    const { id } = await create(collection, program);
    said.splice(0);
    const adopted = await create(collection, { ...program, adopt: id, __urn: "urn:pulumi:dev::test::type::other" });
    expect(adopted.outputs).toMatchObject({ createdBy: "adopted", consistencyLevel: "Application" });
    expect(said).toContainEqual(expect.stringMatching(contradiction));
    expect(await points()).toHaveLength(3);
  });
});
