import { describe, expect, test } from "vitest";
import { lifecycleOn, testUrn, usualHost, vm } from "../../support/lifecycle";

/*
 * An inferred point appeared after a call that nobody answered, and is as requested. That is no proof: it is kept, but never
 * deleted or replaced before the user has said whose it is.
 */

/** A resource with an inferred point: the reply was lost, and the host names no results. */
async function withInferredPoint() {
  const lifecycle = lifecycleOn({ ...usualHost, version: "2025", directRctIds: true });
  await lifecycle.crashIn("CreateReferencePoint", vm, { vmName: "sql01" }, true);
  const made = await lifecycle.create(vm, { vmName: "sql01" });
  expect(made.outputs).toMatchObject({ __evidence: "inferred" });
  return { ...lifecycle, made };
}

describe("an inferred point", () => {
  test("stays one when it is read, updated, and seen to be alike", async () => {
    const { read, diff, update, made } = await withInferredPoint();
    const found = await read(vm, made);
    expect(found?.outputs).toMatchObject({ __evidence: "inferred" });
    const updated = await update(vm, made, { vmName: "sql01", __timeouts: { delete: "1h" } });
    expect(updated.outputs).toMatchObject({ __evidence: "inferred" });
    expect(await diff(vm, made)).toEqual({ changes: false, replaces: [] });
  });

  test("is not deleted: the error names both ways out", async () => {
    const { delete: destroy, points, made } = await withInferredPoint();
    const deletion = destroy(vm, made);
    await expect(deletion).rejects.toThrow(
      `reference point ${made.id} was not deleted: it appeared after an interrupted call`,
    );
    await expect(deletion).rejects.toThrow(`set \`adopt: "${made.id}"\` and run \`pulumi up\` first`);
    await expect(deletion).rejects.toThrow(`run \`pulumi state delete '${testUrn}'\`. (HVRP406)`);
    expect(await points()).toEqual([made.id]);
  });

  test("is not replaced either", async () => {
    const { diff, made } = await withInferredPoint();
    await expect(diff(vm, made, { vmName: "sql01", triggers: ["2"] })).rejects.toThrow(
      `reference point ${made.id} cannot be replaced (triggers)`,
    );
  });

  test("is confirmed by adopt, and then deleted as any other", async () => {
    const { diff, update, delete: destroy, points, made } = await withInferredPoint();
    const adopting = { vmName: "sql01", adopt: made.id };
    expect(await diff(vm, made, adopting)).toEqual({ changes: true, replaces: [] });
    const confirmed = await update(vm, made, adopting);
    expect(confirmed.outputs).not.toHaveProperty("__evidence");
    expect(await diff(vm, confirmed, adopting)).toEqual({ changes: false, replaces: [] });
    await destroy(vm, confirmed);
    expect(await points()).toEqual([]);
  });

  test("is nothing to decide any more once it is gone", async () => {
    const { host, read, delete: destroy, entries, made } = await withInferredPoint();
    await host.removePoint(made.id);
    expect(await read(vm, made)).toBeUndefined();
    await destroy(vm, made);
    expect(entries()).toEqual([]);
  });

  test("is not taken for gone where the account sees nothing", async () => {
    const { host, delete: destroy, made } = await withInferredPoint();
    host.describe({ ...usualHost, rights: "none" });
    await expect(destroy(vm, made)).rejects.toMatchObject({ kind: "AccessDenied" });
  });
});
