import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Entry } from "../../../provider/src/journal/entry";
import { FileStore } from "../../../provider/src/journal/file-store";
import { ids, lifecycleOn, type PartialResource, testUrn, usualHost, vm } from "../../support/lifecycle";
import { calledRecord, createdRecord, entryOf } from "../../support/records";
import { temporaryFolder } from "../../support/temporary-folder";

/*
 * Whoever may write into the folder of the journal must not be able to have points deleted there: an entry that somebody
 * else may have written is not used, whatever it says.
 */

const another = { vmName: "web01", __urn: "urn:pulumi:dev::test::type::another" };

/** A stack that has the point of another virtual machine, and a journal to which others may write. */
async function stackWithVictim() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const folder = join(path, "journal");
  mkdirSync(folder);
  const lifecycle = lifecycleOn(usualHost, new FileStore(folder));
  const victim = await lifecycle.create(vm, another);
  await lifecycle.diff(vm, victim, another);
  const place = join(folder, "planted.json");
  return {
    ...lifecycle,
    victim,
    place,
    plant(record: Entry["content"]) {
      const entry = { ...entryOf(calledRecord({ creationId: "planted" })), urn: testUrn, content: record };
      writeFileSync(place, JSON.stringify(entry));
      chmodSync(place, 0o666);
    },
  };
}

/** Says that the interrupted creation of the resource has created the point of the victim. */
function claimOn(victim: PartialResource): Entry["content"] {
  const target = { targetId: ids.web01, targetName: "web01", machineIds: [ids.web01], existingIds: [] };
  return { is: "creation", record: createdRecord(victim.id, { creationId: "planted", ...target }) };
}

/** Says that a snapshot that a user has taken was to be converted. */
function conversionOf(snapshotId: string): Entry["content"] {
  const step = { method: "ConvertToReferencePoint", snapshotId } as const;
  const target = { targetId: ids.sql01, targetName: "sql01", machineIds: [ids.sql01], existingIds: [] };
  return { is: "creation", record: calledRecord({ creationId: "planted", step, ...target }) };
}

describe.skipIf(process.platform === "win32")("an entry that others may have planted", () => {
  test("is not resumed by a create, which says what to do, and creates nothing", async () => {
    const { create, plant, points, victim, place } = await stackWithVictim();
    plant(claimOn(victim));
    const refused = create(vm, { vmName: "sql01" });
    await expect(refused).rejects.toThrow(`the journal entry ${place} cannot be read, and it belongs to this resource`);
    await expect(refused).rejects.toThrow(`run \`chmod o-w '${place}'\``);
    expect(await points()).toEqual([victim.id]);
    expect(existsSync(place)).toBe(true);
  });

  test("has nothing discarded by an update", async () => {
    const { create, diff, update, plant, points, victim, said } = await stackWithVictim();
    const own = await create(vm, { vmName: "sql01" });
    plant(claimOn(victim));
    expect(await diff(vm, own, { vmName: "sql01" })).toEqual({ changes: false, replaces: [] });
    await update(vm, own, { vmName: "sql01" });
    expect(await points()).toEqual([own.id, victim.id].sort());
    expect(said).toContainEqual(expect.stringMatching(/^warning: the journal entry .*may have planted it/));
  });

  test("has nothing discarded by a delete", async () => {
    const { create, delete: destroy, plant, points, victim } = await stackWithVictim();
    const own = await create(vm, { vmName: "sql01" });
    plant(claimOn(victim));
    await destroy(vm, own);
    expect(await points()).toEqual([victim.id]);
  });

  test("has no snapshot of a user converted or deleted", async () => {
    const { create, update, plant, host, victim } = await stackWithVictim();
    const own = await create(vm, { vmName: "sql01" });
    const snapshot = await host.addForeignSnapshot("sql01", { recovery: true });
    plant(conversionOf(snapshot));
    await update(vm, own, { vmName: "sql01" });
    expect(await host.snapshots()).toHaveLength(1);
    expect(victim.failure).toBeUndefined();
  });
});
