import { describe, expect, test } from "vitest";
import { adviceFor, leftoverOf } from "../../../provider/src/cli/journal-advice";
import type { ReadableFile } from "../../../provider/src/cli/journal-files";
import { shownEntry, summaryOf } from "../../../provider/src/cli/journal-summary";
import type { Entry } from "../../../provider/src/journal/entry";
import { calledRecord, createdRecord, entryOf, ownedEntry, runningRecord, voidRecord } from "../../support/records";

const urn = "urn:pulumi:dev::backup::my:Component$pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint::erp::night";

function fileOf(entry: Entry, isAtWork = false): ReadableFile {
  return { id: entry.creationId, place: `/journal/${entry.creationId}.json`, isAtWork, entry };
}

const snapshot = { method: "CreateSnapshot" } as const;
const conversion = { method: "ConvertToReferencePoint", snapshotId: "S" } as const;

describe("a summary", () => {
  test("names stack, resource and target from the URN and the record", () => {
    expect(summaryOf(fileOf(entryOf(runningRecord({ targetName: "erp" }), { urn })))).toEqual({
      creationId: "creation-1",
      urn,
      stack: "backup/dev",
      resource: "erp::night",
      phase: "running",
      status: "interrupted",
      target: { kind: "VM group", id: "T", name: "erp" },
      calledAt: "2026-01-31T12:00:00.000Z",
      pointId: null,
      evidence: null,
      backend: "file:///backend",
      file: "/journal/creation-1.json",
    });
  });

  test("of a point that a state has shown has no call any more", () => {
    const summary = summaryOf(fileOf(ownedEntry("creation-1", "P")));
    expect(summary).toMatchObject({ phase: "created", status: "owned", pointId: "P", evidence: "confirmed" });
    expect(summary).toMatchObject({ calledAt: null, target: { kind: "VM", id: "T", name: null } });
  });

  test("of a URN of another form says that it is not known", () => {
    expect(summaryOf(fileOf(entryOf(calledRecord(), { urn: "odd" })))).toMatchObject({ stack: null, resource: null });
  });

  test.each([
    ["interrupted", fileOf(entryOf(createdRecord()))],
    ["delivered", fileOf(entryOf(createdRecord(), { delivered: true }))],
    ["void", fileOf(entryOf(voidRecord(), { delivered: true }))],
    ["at-work", fileOf(entryOf(calledRecord()), true)],
  ])("has the status %s", (status, file) => {
    expect(summaryOf(file).status).toBe(status);
  });

  test.each([
    ["postgres://me:s3cret@db/pulumi", "postgres://me:***@db/pulumi"],
    ["s3://bucket?region=eu", "s3://bucket?region=eu"],
    ["https://api.pulumi.com", "https://api.pulumi.com"],
  ])("shows no password of a backend: %s", (backend, shown) => {
    const file = fileOf(entryOf(calledRecord(), { backend }));
    expect([summaryOf(file).backend, shownEntry(file.entry).backend]).toEqual([shown, shown]);
  });
});

describe("the advice", () => {
  test.each([
    ["waits for a process at work", fileOf(entryOf(calledRecord()), true), "pid 1 on runner"],
    ["finishes what was interrupted", fileOf(entryOf(calledRecord(), { urn })), "Run `pulumi up` on stack backup/dev"],
    ["names a point to delete or adopt", fileOf(entryOf(createdRecord(), { delivered: true })), "reference point P"],
    ["leaves what a state has", fileOf(ownedEntry("creation-1", "P")), "Nothing, as long as a stack has the resource"],
    ["lets go of what is void", fileOf(entryOf(voidRecord())), "nothing is left on the host"],
  ])("%s", (_, file, text) => {
    expect(adviceFor(file)).toContain(text);
  });

  test("names the command to forget it, except while a process works on it", () => {
    const forget = "`hyperv-reference-points journal forget creation-1`";
    const entries = [calledRecord(), createdRecord(), voidRecord()].map((record) => entryOf(record));
    for (const entry of [...entries, ownedEntry("creation-1", "P")]) {
      expect(adviceFor(fileOf(entry))).toContain(forget);
      expect(adviceFor(fileOf(entry, true))).not.toContain(forget);
    }
  });
});

describe("what may be left", () => {
  test.each([
    ["nothing of a void one", entryOf(voidRecord()), undefined],
    ["the point of a created one", entryOf(createdRecord()), /^Reference point P may be left on the host/],
    [
      "the point that a state has",
      ownedEntry("creation-1", "P"),
      /^Reference point P was not deleted. The state .* owns it/,
    ],
    ["some point", entryOf(calledRecord()), /^A reference point of the VM .* that appeared after 2026-01-31T12/],
    ["the point that the host named", entryOf(runningRecord({ resultId: "R" })), /^Reference point R of the VM/],
    ["some snapshot", entryOf(calledRecord({ step: snapshot })), /^A recovery snapshot of the VM/],
    ["the snapshot of a conversion", entryOf(calledRecord({ step: conversion })), /, or recovery snapshot S \(/],
  ] as [string, Entry, RegExp | undefined][])("is %s", (_, entry, text) => {
    const leftover = leftoverOf(fileOf(entry));
    if (text === undefined) expect(leftover).toBeUndefined();
    else expect(leftover).toMatch(text);
  });
});
