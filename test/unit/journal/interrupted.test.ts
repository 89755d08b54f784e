import { describe, expect, test } from "vitest";
import type { Entry } from "../../../provider/src/journal/entry";
import {
  checkOwner,
  interruptedIn,
  interruptedOf,
  type Present,
  resumableOf,
  unshownOf,
} from "../../../provider/src/journal/interrupted";
import { calledRecord, createdRecord, entryOf, ownedEntry, voidRecord } from "../../support/records";

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

describe("a create resumes", () => {
  const elsewhere = { urn: `${urn}-2` };

  test("the interrupted creation of its URN", () => {
    const entries = [entryOf(calledRecord({ creationId: "creation-0" }), elsewhere), entryOf(calledRecord())];
    expect(resumableOf(entries, urn, undefined, present)).toBe(entries[1]);
    expect(resumableOf(entries, urn, "creation-0", present)).toBe(entries[1]);
  });

  test("one that is to replace what the state has, under whichever URN", () => {
    const replacing = entryOf(calledRecord(), { ...elsewhere, replaces: "creation-0" });
    expect(resumableOf([replacing], urn, "creation-0", present)).toBe(replacing);
    expect(resumableOf([replacing], urn, "creation-9", present)).toBeUndefined();
  });

  test.each<[string, Partial<Entry>, Partial<Present>]>([
    ["of another URN", elsewhere, {}],
    ["that was delivered", { delivered: true }, {}],
    ["that this process works on", {}, { isOwn: () => true }],
  ])("none %s", (_, entry, changes) => {
    const entries = [entryOf(calledRecord(), entry)];
    expect(resumableOf(entries, urn, undefined, { ...present, ...changes })).toBeUndefined();
  });
});

describe("a delivered creation that no state has shown", () => {
  const delivered = entryOf(createdRecord(), { delivered: true });

  test("is one of the URN", () => {
    expect(unshownOf([delivered], urn, present)).toEqual([delivered]);
    expect(unshownOf([delivered], `${urn}-2`, present)).toEqual([]);
  });

  test.each<[string, Entry, Partial<Present>]>([
    ["was not delivered", entryOf(createdRecord()), {}],
    ["created nothing", entryOf(voidRecord(), { delivered: true }), {}],
    ["a state has shown", ownedEntry("creation-1", "P"), {}],
    ["this process has answered for", delivered, { isOwn: () => true }],
  ])("is none that %s", (_, entry, changes) => {
    expect(unshownOf([entry], urn, { ...present, ...changes })).toEqual([]);
  });
});

describe("the interrupted creations of a stack", () => {
  test("are those of all its resources", () => {
    const entries = [entryOf(calledRecord()), entryOf(calledRecord(), { urn: urn.replace("sql01", "web01") })];
    expect(interruptedIn(entries, urn, present)).toEqual(entries);
  });

  test.each<[string, Partial<Entry>, Partial<Present>]>([
    ["of another stack", { urn: urn.replace(":dev:", ":prod:") }, {}],
    ["that was delivered", { delivered: true }, {}],
    ["that another process works on", {}, { isAtWork: () => true }],
  ])("are none %s", (_, entry, changes) => {
    expect(interruptedIn([entryOf(calledRecord(), entry)], urn, { ...present, ...changes })).toEqual([]);
  });
});

describe("adopting a point", () => {
  const entries = [ownedEntry("creation-1", "P")];

  test("is refused to the replacement of the resource that has it: the engine deletes it right after", () => {
    expect(() => checkOwner(entries, urn, "P", "creation-2", false)).toThrow(/cannot replace it/);
  });

  test.each([
    ["the creation that has it already", urn, "P", "creation-1"],
    ["whoever names a point that nobody has", urn, "Q", "creation-2"],
  ])("is not refused here to %s", (_, of, pointId, creationId) => {
    expect(checkOwner(entries, of, pointId, creationId, false)).toBeUndefined();
  });

  test("is not refused where no engine was told of it: it is repeated", () => {
    const untold = [ownedEntry("creation-1", "P", { delivered: false })];
    expect(checkOwner(untold, urn, "P", "creation-2", false)).toBeUndefined();
  });

  test("is not refused to an update, which replaces nothing", () => {
    expect(checkOwner(entries, urn, "P", "creation-2", true)).toBeUndefined();
  });

  test("comes with a warning where another resource has it", () => {
    expect(checkOwner(entries, `${urn}-2`, "P", "creation-2", false)).toEqual({
      code: "HVRP415",
      message: expect.stringContaining(`is the one of ${urn} (creation creation-1), as far as the journal knows`),
    });
  });
});
