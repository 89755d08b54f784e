import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { isCimError } from "../../../provider/src/cim/error";
import { adviceFor, adviceForUnreadable, leftoverOf } from "../../../provider/src/cli/journal-advice";
import { JournalFiles } from "../../../provider/src/cli/journal-files";
import { printCreation, printList, printUnreadable } from "../../../provider/src/cli/journal-text";
import { decideOwnership } from "../../../provider/src/cli/ownership";
import { parseStackExport } from "../../../provider/src/cli/stack-export";
import { createSimulatedHost, type HostDescription } from "../../../provider/src/hosts/simulated";
import { parseDescription } from "../../../provider/src/hosts/simulated/description";
import { readInventory } from "../../../provider/src/hyperv/inventory";
import { FileStore } from "../../../provider/src/journal/file-store";
import { Journal } from "../../../provider/src/journal/journal";
import { UserError } from "../../../provider/src/support/user-error";
import { TestMarks, testBackend } from "../../support/journal";
import { ids, lifecycleOn, usualHost, vm } from "../../support/lifecycle";
import { calledRecord, createdRecord, entryOf, ownedEntry, runningRecord, voidRecord } from "../../support/records";
import { frame } from "../../support/stand-in/bridge";
import { seededRandom, VirtualClock } from "../../support/virtual-clock";
import { answerTo, call, recordReplies } from "../recorded-replies";
import { damagedJson, damagedText, type Json, textOf } from "./mutations";

/* What others write and this package reads, with what must hold whatever is in it. */

/** Longer than any text that helps. */
const mostCharacters = 20_000;

export interface Target {
  readonly name: string;
  property(): Promise<fc.IAsyncProperty<unknown>>;
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));

/** Nothing that is read changes an object that all have. */
const builtIn = Reflect.ownKeys(Object.prototype);
function expectNothingPolluted(): void {
  expect(Reflect.ownKeys(Object.prototype)).toEqual(builtIn);
}

function expectUserError(error: unknown): void {
  const told = isCimError(error) ? error.cause : error;
  if (!(told instanceof UserError)) throw error;
  expect(told.message.length).toBeLessThan(mostCharacters);
}

/** No terminal sequence, no line break of a host, no command to a pipeline. */
function expectPlain(text: string): void {
  expect(text).not.toMatch(/[^\n\P{Cc}]|##\w*\[|^::|[\u202a-\u202e]/mu);
}

const wire: Target = {
  name: "wire",
  async property() {
    const recorded = await recordReplies();
    const replies = recorded.flatMap(({ replies: all }) => all.map(json));
    // Every operation is answered by the replies to any, whole in their frames.
    return fc.asyncProperty(
      fc.constantFrom(...recorded),
      fc.array(damagedJson([...replies, { kind: "end" }]), { maxLength: 3 }),
      fc.boolean(),
      async ({ operation }, damaged, ends) => {
        const all = [...damaged, ...(ends ? [{ kind: "end" }] : [])];
        const output = all
          .map((reply, number) => `${frame(call, number, withClock(JSON.parse(textOf(reply))))}\n`)
          .join("");
        const answer = await answerTo(operation, output);
        if (answer !== undefined && "error" in answer) expect(answer.error).toBeTypeOf("object");
        expectNothingPolluted();
      },
    );
  },
};

function withClock(reply: Json): object {
  if (typeof reply !== "object" || reply === null || Array.isArray(reply)) return { reply };
  return { clock: 5, ...reply };
}

const journalFiles = (): readonly Json[] => {
  const converting = { method: "ConvertToReferencePoint", snapshotId: "S" } as const;
  const urn = "urn:pulumi:dev::backup::pulumi-nodejs:dynamic/hyperv:VmReferencePoint::sql01";
  return [
    entryOf(calledRecord(), { urn }),
    entryOf(runningRecord({ step: converting, unnamedJob: true }), { urn }),
    entryOf(createdRecord("P"), { urn, delivered: true, replaces: "creation-0" }),
    entryOf(voidRecord(), { urn }),
    ownedEntry("creation-1", "P", { urn }),
  ].map(json);
};

const journal: Target = {
  name: "journal",
  async property() {
    return fc.asyncProperty(damagedText(journalFiles()), async (text) => {
      const folder = mkdtempSync(join(tmpdir(), "hyperv-rp-fuzz-"));
      try {
        writeFileSync(join(folder, "creation-1.json"), text, { mode: 0o600 });
        await expectReadable(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      expectNothingPolluted();
    });
  },
};

/** By the provider, and by the command, which shows it. */
async function expectReadable(folder: string): Promise<void> {
  const store = new FileStore(folder);
  const { entries, unreadable } = await store.list();
  expect(entries.length + unreadable.length).toBe(1);
  for (const { creationId, content } of entries) {
    expect(creationId).toBe("creation-1");
    if (content.is === "creation") expect(content.record.creationId).toBe("creation-1");
  }
  const read = new Journal(store, testBackend, new TestMarks(), new VirtualClock());
  await read.claims("another");
  const lines: string[] = [];
  const page = { width: 80, write: (line: string) => void lines.push(line), paint: (_: unknown, line: string) => line };
  const files = new JournalFiles(folder).list();
  printList(page, folder, files);
  for (const file of files) {
    if ("entry" in file) {
      printCreation(page, file);
      expect([adviceFor(file), leftoverOf(file) ?? ""].join("\n").length).toBeGreaterThan(0);
    } else {
      printUnreadable(page, file);
      expect(adviceForUnreadable(file)).toContain("read the file");
    }
  }
  for (const line of lines) expectPlain(line);
}

const descriptions: Target = {
  name: "descriptions",
  async property() {
    const good: readonly HostDescription[] = [
      usualHost,
      { nodes: ["n1", "n2"], virtualMachines: [{ name: "a", node: "n2", replica: true, passThroughDisks: ["PD1"] }] },
      { virtualMachines: [{ name: "a", disks: [{ path: "C:\\a.vhdx", id: "d", sizeBytes: 1_024 }] }], jobs: "never" },
      {
        latency: { callMilliseconds: 1 },
        faults: [{ happens: "after", operation: "invoke", method: "CreateReferencePoint" }],
      },
    ];
    return fc.asyncProperty(damagedText(good.map(json)), async (text) => {
      try {
        const description = parseDescription(text, "host.json");
        const clock = new VirtualClock();
        const host = createSimulatedHost({ description, clock, random: seededRandom(1) });
        await readInventory(host.session()).catch((error: unknown) => {
          if (!isCimError(error)) throw error;
        });
        for (const { name } of description.virtualMachines) await host.controls.addForeignPoint(name).catch(ofTheHost);
      } catch (error) {
        expectUserError(error);
      }
      expectNothingPolluted();
    });
  },
};

/** A name that several machines have, a machine that is on no node. */
function ofTheHost(error: unknown): void {
  if (!isCimError(error)) throw error;
}

const stackExports: Target = {
  name: "stack-exports",
  async property() {
    const { create, session } = lifecycleOn();
    const owned = await create(vm, { vmName: "sql01" });
    const inventory = await readInventory(session);
    const type = "pulumi-nodejs:dynamic/hyperv:VmReferencePoint";
    const groupType = "pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint";
    const urn = `urn:pulumi:dev::test::${type}::sql01`;
    const group = { urn: `${urn}-group`, type: groupType, id: "C", outputs: { members: [{ instanceId: owned.id }] } };
    const resource = { urn, type, id: owned.id, outputs: owned.outputs };
    const pending = {
      urn,
      type,
      id: "pending:x:y",
      outputs: { pendingCreation: runningRecord({ targetId: ids.sql01 }) },
    };
    const good = [[resource], [pending, group], []].map((resources) =>
      json({
        version: 3,
        deployment: { resources, pending_operations: [{ resource: { urn, type }, type: "creating" }] },
      }),
    );
    return fc.asyncProperty(damagedText(good), async (text) => {
      try {
        const read = parseStackExport(text, "stack.json");
        const { owned: number, orphans, uncertain } = decideOwnership(inventory, [read]);
        expect(number + orphans.length + uncertain.length).toBe(1);
      } catch (error) {
        expectUserError(error);
      }
      expectNothingPolluted();
    });
  },
};

export const targets: readonly Target[] = [wire, journal, descriptions, stackExports];
