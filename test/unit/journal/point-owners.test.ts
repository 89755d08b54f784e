import { describe, expect, test } from "vitest";
import { PointOwners } from "../../../provider/src/journal/point-owners";

function owners(...shown: readonly (readonly [pointId: string, creationId: string])[]): PointOwners {
  const all = new PointOwners();
  for (const [pointId, creationId] of shown) all.show(pointId, creationId);
  return all;
}

describe("the owner of a point besides a creation", () => {
  test("is nobody where only that creation has it, however often it is shown", () => {
    expect(owners().ownerOf("P", "a")).toBeUndefined();
    expect(owners(["P", "a"], ["P", "a"]).ownerOf("P", "a")).toBeUndefined();
  });

  test.each([
    [["P", "a"] as const, ["P", "b"] as const],
    [["P", "b"] as const, ["P", "a"] as const],
  ])("is the other that was shown, in whichever order: %j %j", (first, second) => {
    expect(owners(first, second).ownerOf("P", "a")).toBe("b");
    expect(owners(first, second).ownerOf("P", "b")).toBe("a");
  });

  test("is nobody any more once the other is dropped", () => {
    const both = owners(["P", "a"], ["P", "b"]);
    both.drop("b");
    expect(both.ownerOf("P", "a")).toBeUndefined();
    expect(both.ownerOf("P", "b")).toBe("a");
  });
});

test("the points of others are those that another creation has too", () => {
  const all = owners(["P", "a"], ["Q", "b"], ["R", "a"], ["R", "b"]);
  expect(all.ofOthers("a")).toEqual(["Q", "R"]);
  expect(all.ofOthers("b")).toEqual(["P", "R"]);
  expect(all.ofOthers("c")).toEqual(["P", "Q", "R"]);
});
