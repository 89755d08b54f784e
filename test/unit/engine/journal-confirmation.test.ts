import { describe, expect, test } from "vitest";
import { JournalConfirmation } from "../../../provider/src/engine/journal-confirmation";
import type { Creation } from "../../../provider/src/lifecycle/stored";
import { MemoryJournal } from "../../support/operation";

const urn = "urn:pulumi:dev::backup::type::sql01";
const creation: Creation = {
  step: "CreateReferencePoint",
  targetId: "T",
  targetName: "sql01",
  settings: { referencePointType: "RCT", consistencyLevel: "Application", creationMethod: "Direct" },
  before: [],
  since: "2026-01-31T12:00:00.000Z",
};
const made = { ...creation, made: "P" };

function confirmationOf(entry?: Creation) {
  const journal = new MemoryJournal();
  if (entry !== undefined) journal.entries.set(urn, entry);
  const warnings: string[] = [];
  const reporter = { progress: () => undefined, warning: (_: string, text: string) => warnings.push(text) };
  const confirmation = new JournalConfirmation(journal, reporter);
  return { confirmation, warnings, remembers: () => journal.entries.has(urn), entry: () => journal.entries.get(urn) };
}

describe("an entry is forgotten when the engine", () => {
  test("names its point out of the state", async () => {
    const { confirmation, remembers } = confirmationOf(made);
    await confirmation.confirm(urn, "P");
    expect(remembers()).toBe(false);
  });
});

describe("an entry stays when the engine", () => {
  test("names a point that this process has just told it, as in the preview of a refresh", async () => {
    const { confirmation, remembers } = confirmationOf(made);
    confirmation.telling(urn);
    await confirmation.confirm(urn, "P");
    await confirmation.ending();
    expect(remembers()).toBe(true);
  });

  test("ends the process while something is under way, as at a second Ctrl-C", async () => {
    const { confirmation, remembers } = confirmationOf(made);
    await confirmation.storing(urn, async () => "answer");
    void confirmation.storing("urn:other", () => new Promise(() => undefined));
    await confirmation.ending();
    expect(remembers()).toBe(true);
  });

  test("names another point, or none", async () => {
    const { confirmation, remembers } = confirmationOf(made);
    await confirmation.confirm(urn, "another");
    await confirmation.confirm(urn, undefined);
    expect(remembers()).toBe(true);
  });

  test("ends the process, but the creation has not come to its point", async () => {
    const { confirmation, remembers } = confirmationOf(creation);
    await confirmation.storing(urn, async () => "answer");
    await confirmation.ending();
    expect(remembers()).toBe(true);
  });
});

describe("an entry is marked as answered when the engine", () => {
  test("ends the process that made its point, with nothing under way: the backend may not have taken it", async () => {
    const { confirmation, entry } = confirmationOf(made);
    await confirmation.storing(urn, async () => "answer");
    await confirmation.ending();
    expect(entry()).toEqual({ ...made, answered: true });
  });

  test("and is not announced by the next command, for mostly all is well", async () => {
    const { confirmation, warnings } = confirmationOf({ ...made, answered: true });
    await confirmation.declare(urn, true);
    expect(warnings).toEqual([]);
  });
});

describe("the point of an answered creation", () => {
  const answered = { ...made, answered: true as const };

  test("is taken over by the next create when the state does not have the resource", async () => {
    const { confirmation, remembers } = confirmationOf(answered);
    await confirmation.declare(urn, false);
    await confirmation.aboutToCreate(urn);
    expect(remembers()).toBe(true);
  });

  test("is taken over by a replacement when the state has another point", async () => {
    const { confirmation, remembers } = confirmationOf(answered);
    await confirmation.declare(urn, true);
    await confirmation.confirm(urn, "the one before");
    await confirmation.aboutToCreate(urn);
    expect(remembers()).toBe(true);
  });

  test("is not its own replacement when one is forced, and diff is not asked", async () => {
    const { confirmation, remembers, warnings } = confirmationOf(answered);
    await confirmation.declare(urn, true);
    await confirmation.aboutToCreate(urn);
    expect(remembers()).toBe(false);
    confirmation.deleting(urn, "P");
    expect(warnings).toEqual([]);
  });

  test("is told of when a forced replacement left it out and the state had another", async () => {
    const { confirmation, warnings } = confirmationOf(answered);
    await confirmation.declare(urn, true);
    await confirmation.aboutToCreate(urn);
    confirmation.deleting(urn, "the one before");
    expect(warnings).toEqual([expect.stringContaining("reference point P was made for this resource by a command")]);
  });
});

describe("a resource is interrupted when the journal has", () => {
  test.each([
    ["nothing", undefined, "P", false],
    ["the point that the state has", made, "P", false],
    ["another point", made, "Q", true],
    ["a point, and the state none", made, undefined, true],
    ["a creation without a point", creation, "P", true],
    ["a creation that came to nothing", { ...creation, cameToNothing: true as const }, "P", false],
  ])("%s", async (_, entry, inState, expected) => {
    const { confirmation } = confirmationOf(entry);
    expect(await confirmation.confirm(urn, inState)).toEqual({ interrupted: expected });
  });
});

test("interrupted creations of the stack are announced, once", async () => {
  const { confirmation, warnings } = confirmationOf(creation);
  await confirmation.announce("urn:pulumi:dev::backup::type::web01");
  await confirmation.announce("urn:pulumi:dev::backup::type::web02");
  expect(warnings).toEqual([expect.stringContaining(`the creation of ${urn} was interrupted`)]);
});
