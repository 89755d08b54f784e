import { describe, expect, test } from "vitest";
import { deleteNewPoint } from "../../../provider/src/hyperv/delete-new-point";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { ids, lifecycleOn } from "../../support/lifecycle";
import { testOperation, testShared } from "../../support/operation";

describe("what a call has created is deleted", () => {
  /** Deletes a point of sql01 as the result of a call for `targetId`, before which `existingIds` existed. */
  async function deleted({ targetId = ids.sql01 as string, isOld = false }) {
    const { host, session, points } = lifecycleOn();
    const id = await host.addForeignPoint(ids.sql01);
    const [instance] = await session.query("Msvm_VirtualSystemReferencePoint");
    if (instance === undefined) throw new Error("there is no point");
    const created = { hostName: "HV01", targetId, targetName: "sql01", vmIds: [targetId] };
    const existingIds = isOld ? [id] : [];
    const shared = testShared(session);
    const operation = testOperation(shared, "delete");
    const end = deleteNewPoint(operation, vmPoints(), instance, { ...created, existingIds }, "the call");
    const error = await end.catch((thrown: unknown) => thrown);
    return { error, id, points: await points(), said: shared.said };
  }

  test("and verified to be gone, without a word", async () => {
    expect(await deleted({})).toMatchObject({ error: undefined, points: [], said: [] });
  });

  test.each<[string, Parameters<typeof deleted>[0]]>([
    ["it is another target's", { targetId: ids.web01 }],
    ["it existed before", { isOld: true }],
  ])("but not where %s: then it does not come from the call", async (_, found) => {
    const { error, id, points } = await deleted(found);
    expect(error).toMatchObject({
      kind: "Failed",
      code: "HVRP413",
      message: `reference point ${id} was not deleted: it does not come from the call`,
    });
    expect(points).toEqual([id]);
  });
});
