import { describe, expect, test } from "vitest";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/*
 * A creation is interrupted, or pending, and another resource adopts its point before it is finished: the point is that
 * resource's from then on.
 */

const minute = 60_000;
const impatient = { vmName: "sql01", __timeouts: { create: "1m" } };
const other = { vmName: "sql01", __urn: "urn:pulumi:prod::test::type::other" };

async function adoptedMeanwhile({ killed }: { killed: boolean }) {
  const lifecycle = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 10 * minute } });
  const process = lifecycle.startProcess();
  const pending = await lifecycle.create(vm, impatient, process);
  if (killed) process.kill();
  else await process.end();
  lifecycle.clock.advance(10 * minute);
  const [adopt = ""] = await lifecycle.points();
  const adopted = await lifecycle.create(vm, { ...other, adopt });
  await lifecycle.diff(vm, adopted, { ...other, adopt });
  return { ...lifecycle, pending, adopt, adopted };
}

describe("a point that another resource has adopted while its creation was unfinished", () => {
  test("is not taken by the create that resumes the creation, nor deleted with its resource", async () => {
    const { create, delete: destroy, points, adopt } = await adoptedMeanwhile({ killed: true });
    const made = await create(vm, { vmName: "sql01" });
    expect(made.id).not.toBe(adopt);
    await destroy(vm, made);
    expect(await points()).toEqual([adopt]);
  });

  test("is not taken by the update that finishes the creation, nor deleted with its resource", async () => {
    const { update, delete: destroy, points, pending, adopt } = await adoptedMeanwhile({ killed: false });
    const made = await update(vm, pending, { vmName: "sql01" });
    expect(made.outputs.instanceId).not.toBe(adopt);
    await destroy(vm, made);
    expect(await points()).toEqual([adopt]);
  });

  test("is not shown by a read of the pending creation", async () => {
    const { read, pending } = await adoptedMeanwhile({ killed: false });
    expect(await read(vm, pending)).toEqual({ id: pending.id, outputs: pending.outputs });
  });
});

describe("a point of another resource", () => {
  test("is adopted with a warning that names the other", async () => {
    const { create, diff, said } = lifecycleOn();
    const own = await create(vm, { vmName: "sql01" });
    await diff(vm, own);
    await create(vm, { ...other, adopt: own.id });
    expect(said).toEqual([
      expect.stringMatching(
        /^warning: adopt: reference point .+ is the one of urn:pulumi:dev::test::type::test \(creation/,
      ),
    ]);
  });
});
