import { describe, expect, test } from "vitest";
import { isInterrupted, pointOf } from "../../../provider/src/journal/entry";
import { calledRecord, createdRecord, entryOf, ownedEntry, runningRecord, voidRecord } from "../../support/records";

describe("an entry is interrupted", () => {
  test.each([
    ["whose call was about to be sent", calledRecord()],
    ["whose call was answered", runningRecord()],
    ["whose point was created", createdRecord()],
  ])("%s, and of which no engine was told", (_, record) => {
    expect(isInterrupted(entryOf(record))).toBe(true);
    expect(isInterrupted(entryOf(record, { delivered: true }))).toBe(false);
  });

  test("never where it created nothing", () => {
    expect(isInterrupted(entryOf(voidRecord()))).toBe(false);
  });

  test("never where a state has shown the point, whatever else the file says", () => {
    expect(isInterrupted(ownedEntry("creation-1", "P", { delivered: false }))).toBe(false);
  });
});

test("the point of an entry is the one that was created, or that a state has shown", () => {
  expect(pointOf(entryOf(createdRecord("P")))).toBe("P");
  expect(pointOf(ownedEntry("creation-1", "Q"))).toBe("Q");
  expect(pointOf(entryOf(runningRecord({ resultId: "R" })))).toBeUndefined();
});
