import { describe, expect, test } from "vitest";
import { cleanUp } from "../../../provider/src/creation/clean-up";
import type { Decision } from "../../../provider/src/creation/decide";
import type { Work } from "../../../provider/src/creation/work";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { nothing, nothingSeen } from "./decisions";
import { recordsOf, steps } from "./some-record";

/** The host is asked for nothing: each request to it is an error. */
const work: Work = {
  operation: testOperation(testShared(fakeSession({}))),
  kind: vmPoints(),
  save: async () => {},
  claims: async () => ({ ids: new Set(), jobIds: [] }),
};
const view = { ...nothingSeen, appeared: new Map() };

describe("of a creation that left nothing, nothing is looked for", () => {
  test.each<[string, Parameters<typeof recordsOf>[0], Decision]>([
    ["a call of one step", steps.point, nothing("refused")],
    ["a conversion that used up its snapshot", steps.conversion, nothing("job failed")],
    ["a call that is pending", steps.point, { is: "pending" }],
  ])("%s", async (_, step, decision) => {
    await expect(cleanUp(work, recordsOf(step).called, decision, view)).resolves.toBeUndefined();
  });
});

test("a snapshot that is there is looked for and deleted", async () => {
  const left = cleanUp(work, recordsOf(steps.conversion).called, nothing("job failed"), {
    ...view,
    snapshotExists: true,
  });
  await expect(left).rejects.toThrow(/unexpected/);
});
