import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { CommandInputs } from "../../../provider/src/cli/inputs";
import { parseStackExport } from "../../../provider/src/cli/stack-export";
import { ids } from "../../support/lifecycle";
import { calledRecord, createdRecord, runningRecord, voidRecord } from "../../support/records";
import { temporaryFolder } from "../../support/stand-in/open";

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
const vmType = "pulumi-nodejs:dynamic/hyperv:VmReferencePoint";
const groupType = "pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint";
const urnOf = (name: string, type = vmType) => `urn:pulumi:prod::backup::${type}::${name}`;
const creation = calledRecord({ targetId: ids.sql01, targetName: "sql01", existingIds: ["Microsoft:earlier"] });

function exported(resources: readonly object[], pending: readonly object[] = []): string {
  const all = [
    { urn: "urn:pulumi:prod::backup::pulumi:pulumi:Stack::backup-prod", type: "pulumi:pulumi:Stack" },
    ...resources,
  ];
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources: all, pending_operations: pending } });
}

const vm = (more: object) => ({ urn: urnOf("sql01"), custom: true, type: vmType, ...more });
const parse = (resources: readonly object[], pending?: readonly object[]) =>
  parseStackExport(exported(resources, pending), "prod.json");

const readStackExports = (state: readonly string[], stdin: Readable) =>
  new CommandInputs({ state }, stdin).stackExports(state);

describe("an exported state", () => {
  test("claims the points of both resources, and the members of a collection's", () => {
    const group = {
      urn: urnOf("erp", groupType),
      type: groupType,
      id: "C1",
      outputs: { instanceId: "C1", members: [{ instanceId: "M1" }, { instanceId: "M2" }] },
    };
    expect(parse([vm({ id: "P1", outputs: { instanceId: "P1", disks: secret } }), group])).toEqual({
      file: "prod.json",
      stack: "backup/prod",
      claims: [
        { urn: urnOf("sql01"), kind: "VmReferencePoint", ids: ["P1"], memberIds: [], role: "owned" },
        {
          urn: urnOf("erp", groupType),
          kind: "CollectionReferencePoint",
          ids: ["C1"],
          memberIds: ["M1", "M2"],
          role: "owned",
        },
      ],
      creations: [],
      outdatedNotes: [],
    });
  });

  test("leaves alone what belongs to other packages", () => {
    expect(parse([{ urn: urnOf("x", "aws:s3:Bucket"), type: "aws:s3:Bucket", id: "b" }])).toMatchObject({
      claims: [],
      creations: [],
    });
  });

  test("owns what waits for its deletion, and only reads what was looked up", () => {
    const { claims } = parse([
      vm({ id: "P1", delete: true, outputs: {} }),
      vm({ id: "P2", external: true, outputs: { instanceId: "P2" } }),
    ]);
    expect(claims.map(({ ids: of, role }) => [of, role])).toEqual([
      [["P1"], "owned"],
      [["P2"], "read"],
    ]);
  });

  test("is read without its secrets: the id is none", () => {
    const { claims, creations } = parse([vm({ id: "P1", outputs: { instanceId: secret } })]);
    expect(claims[0]?.ids).toEqual(["P1"]);
    expect(creations).toEqual([]);
  });

  test("knows the point of a finished creation that still has its first id", () => {
    const { claims, creations } = parse([vm({ id: `pending:${ids.sql01}:creation-1`, outputs: { instanceId: "P1" } })]);
    expect(claims[0]?.ids).toEqual(["P1"]);
    expect(creations).toEqual([]);
  });

  test("shows a pending creation, with what it cannot have created", () => {
    const { claims, creations } = parse([
      vm({ id: `pending:${ids.sql01}:creation-1`, outputs: { pendingCreation: creation } }),
    ]);
    expect(claims[0]?.ids).toEqual([]);
    expect(creations).toEqual([
      { urn: urnOf("sql01"), kind: "VmReferencePoint", target: ids.sql01, before: ["Microsoft:earlier"] },
    ]);
  });

  test("owns what a pending creation is known to have created", () => {
    const { claims, creations } = parse([vm({ id: "pending:x:y", outputs: { pendingCreation: createdRecord("P9") } })]);
    expect(claims[0]?.ids).toEqual(["P9"]);
    expect(creations).toEqual([]);
  });

  test("does not take the snapshots that existed before for points", () => {
    const pendingCreation = { ...creation, step: { method: "CreateSnapshot" } };
    expect(parse([vm({ id: "pending:x:y", outputs: { pendingCreation } })]).creations[0]?.before).toEqual([]);
  });

  test("shows one whose job runs, and none that created nothing", () => {
    const pending = (pendingCreation: object) => parse([vm({ id: "pending:x:y", outputs: { pendingCreation } })]);
    expect(pending(runningRecord({ targetId: ids.sql01 })).creations).toMatchObject([{ target: ids.sql01 }]);
    expect(pending(voidRecord()).creations).toEqual([]);
  });

  test("shows a pending creation that is a secret by its id", () => {
    const { creations } = parse([vm({ id: `pending:${ids.sql01}:creation-1`, outputs: { pendingCreation: secret } })]);
    expect(creations).toEqual([{ urn: urnOf("sql01"), kind: "VmReferencePoint", target: ids.sql01, before: [] }]);
  });

  test.each([
    [{ vmName: "sql01" }, "sql01"],
    [{ vmId: ids.sql01 }, ids.sql01],
    [{ vmName: secret }, undefined],
  ])("tells a creation of which the engine learned no end: %j", (inputs, target) => {
    const { creations } = parse([], [{ resource: vm({ inputs }), type: "creating" }]);
    expect(creations).toEqual([{ urn: urnOf("sql01"), kind: "VmReferencePoint", target, before: [], cutOff: true }]);
  });

  test("takes a creation that was cut off for an old note when the state has the resource", () => {
    const resource = vm({ id: "P1", outputs: { instanceId: "P1" } });
    const pending = { resource: vm({ inputs: { vmName: "sql01" } }), type: "creating" };
    expect(parse([resource], [pending])).toMatchObject({ creations: [], outdatedNotes: [urnOf("sql01")] });
    expect(parse([], [pending])).toMatchObject({ creations: [{ urn: urnOf("sql01") }], outdatedNotes: [] });
  });

  test("takes a pending deletion or update for no creation", () => {
    const pending = ["deleting", "updating", "reading"].map((type) => ({ resource: vm({ inputs: {} }), type }));
    expect(parse([], pending).creations).toEqual([]);
  });

  test.each([3, 4])("may have version %i, and no resources", (version) => {
    const text = JSON.stringify({ version, deployment: { manifest: {} } });
    expect(parseStackExport(text, "a.json")).toEqual({
      file: "a.json",
      stack: undefined,
      claims: [],
      creations: [],
      outdatedNotes: [],
    });
  });
});

describe("a file that is no export is refused by name:", () => {
  test.each([
    ["empty", "", /--state x\.json: it is empty\. Give a file made by: pulumi stack export --file/],
    ["text", "hello", /--state x\.json: it is not JSON/],
    ["an array", "[]", /--state x\.json: it is not an export of a stack/],
    ["a preview", '{"steps": []}', /--state x\.json: it is not an export of a stack \(version: /],
    ["no deployment", '{"version": 3}', /not an export of a stack \(deployment: /],
    ["a broken resource", '{"version": 3, "deployment": {"resources": [{}]}}', /deployment\.resources\.0\.urn/],
    ["a checkpoint", '{"version": 3, "checkpoint": {"latest": {}}}', /a checkpoint from the inside of a backend/],
    ["an old format", '{"version": 2, "deployment": {}}', /its format has version 2/],
    ["a new format", '{"version": 9, "deployment": {}}', /its format has version 9, and this program knows 3 and 4/],
  ])("%s", (_, text, message) => {
    expect(() => parseStackExport(text, "x.json")).toThrow(message);
  });
});

describe("files", () => {
  const text = exported([vm({ id: "P1" })]);

  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, as Windows PowerShell redirects", Buffer.from(`\ufeff${text}`, "utf16le")],
  ])("may be %s", async (_, content) => {
    const file = join(temporaryFolder(), "state.json");
    writeFileSync(file, content);
    const [read] = await readStackExports([file], Readable.from([]));
    expect(read?.claims[0]?.ids).toEqual(["P1"]);
  });

  test("may be standard input, once", async () => {
    const [read] = await readStackExports(["-"], Readable.from([Buffer.from(text)]));
    expect(read).toMatchObject({ file: "standard input", stack: "backup/prod" });
    expect(() => new CommandInputs({ state: ["-", "-"] }, Readable.from([]))).toThrow(
      "standard input can be read once",
    );
    expect(() => new CommandInputs({ state: ["-"], config: "-" }, Readable.from([]))).toThrow(
      "standard input can be read once",
    );
  });

  test("that are not there, or are folders, are named", async () => {
    const place = temporaryFolder();
    mkdirSync(join(place, "folder"));
    await expect(readStackExports([join(place, "no.json")], Readable.from([]))).rejects.toThrow(
      /no\.json: there is no such file/,
    );
    await expect(readStackExports([join(place, "folder")], Readable.from([]))).rejects.toThrow(/it is a folder/);
  });
});
