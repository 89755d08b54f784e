import { describe, expect, test } from "vitest";
import { interruptedOf, type Present, refuseOwnPoint } from "../../../provider/src/journal/interrupted";
import { calledRecord, entryOf, ownedEntry } from "../../support/records";

const { urn } = entryOf(calledRecord());

/** Nobody works on anything. */
const present: Present = { isAtWork: () => false, isOwn: () => false };

describe("the interrupted creations of a resource", () => {
  const other = calledRecord({ creationId: "creation-2" });

  test("are those of its URN beside its own, and those that are to replace its point under another", () => {
    const elsewhere = calledRecord({ creationId: "creation-3" });
    const entries = [
      entryOf(calledRecord()),
      entryOf(other),
      entryOf(elsewhere, { urn: `${urn}-renamed`, replaces: "creation-1" }),
      entryOf(calledRecord({ creationId: "creation-4" }), { urn: `${urn}-renamed` }),
    ];
    expect(interruptedOf(entries, urn, "creation-1", present)).toEqual([other, elsewhere]);
  });

  test.each<[string, Partial<Present>]>([
    ["another process works on", { isAtWork: () => true }],
    ["this process has answered for", { isOwn: (id) => id === "creation-2" }],
  ])("are none that %s", (_, changes) => {
    expect(interruptedOf([entryOf(other)], urn, "creation-1", { ...present, ...changes })).toEqual([]);
  });
});

describe("adopting a point", () => {
  const entries = [ownedEntry("creation-1", "P")];

  test("is refused to the replacement of the resource that has it: the engine deletes it right after", () => {
    expect(() => refuseOwnPoint(entries, urn, "P", "creation-2")).toThrow(/cannot replace it/);
  });

  test.each([
    ["the creation that has it already", urn, "P", "creation-1"],
    ["another resource", `${urn}-2`, "P", "creation-2"],
    ["whoever names a point that nobody has", urn, "Q", "creation-2"],
  ])("is not refused here to %s", (_, of, pointId, creationId) => {
    expect(() => refuseOwnPoint(entries, of, pointId, creationId)).not.toThrow();
  });
});
