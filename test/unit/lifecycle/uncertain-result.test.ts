import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { cim } from "../../../provider/src/cim/value";
import { create as createIn } from "../../../provider/src/lifecycle/create";
import type { Creation } from "../../../provider/src/lifecycle/stored";
import type { Context } from "../../../provider/src/operation/context";
import { lifecycleOn, overriding, usualHost, vm } from "../../support/lifecycle";

/*
 * After a call of which nobody says how it ended, something has appeared on the host. It may be the result, and it may be
 * another program's: a backup's baseline, a person's checkpoint.
 */

const minute = 60_000;

async function interruptedEntry({ journal }: Context): Promise<Creation> {
  const entry = await journal.read("urn:interrupted");
  if (entry === undefined) throw new Error("the journal has no entry of the interrupted resource");
  return entry;
}
const converted = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };

describe("a point that appeared since a call without an answer", () => {
  test("is taken for the result when it is what was asked for, and the person is told so", async () => {
    const { create, crashIn, context, points } = lifecycleOn({ ...usualHost, version: "2025" });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" }, true);
    const made = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([made.id]);
    expect(context.said).toContainEqual(
      expect.stringMatching(/^warning: reference point .+ is taken for the result.*pulumi state delete/),
    );
  });

  test("is not taken for the result while a creation of the machine is still running", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn({
      ...usualHost,
      latency: { jobMilliseconds: 10 * minute },
    });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" }, true);
    clock.advance(5 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const { failure } = await create(vm, { vmName: "sql01" });
    expect(failure).toMatch(/2 have appeared and nothing says which of them is its result/);
    expect(await points()).toHaveLength(2);
    expect(await points()).toContain(foreign);
  });

  test("is left alone when another resource has it", async () => {
    const { create, crashIn, laterProcess, checked, clock, points } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01", __urn: "urn:interrupted" });
    const later = laterProcess();
    // The journal is not told: that of another runner, say.
    const other = await create(vm, { vmName: "sql01", __urn: "urn:other" });
    clock.advance(10 * minute);
    later.held.keep(other.id, "urn:other");
    await later.journal.write("urn:interrupted", { ...(await interruptedEntry(later)), before: [] });
    const made = await createIn(vm, later, checked(vm, { vmName: "sql01", __urn: "urn:interrupted" }));
    expect(made.id).not.toBe(other.id);
    expect(await points()).toEqual([made.id, other.id].sort());
  });

  test("is left alone when it is of another consistency level", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" });
    clock.advance(10 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Crash" });
    const made = await create(vm, { vmName: "sql01" });
    expect(made.id).not.toBe(foreign);
    expect(await points()).toEqual([foreign, made.id].sort());
  });

  const changes: [string, Record<string, unknown>][] = [
    ["triggers", { vmName: "sql01", triggers: ["2"] }],
    ["machine", { vmName: "web01" }],
  ];
  test.each(changes)("is not destroyed when another %s is asked for: a person decides", async (_, program) => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01", triggers: ["1"] });
    clock.advance(10 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const { failure } = await create(vm, program);
    expect(failure).toContain(`${foreign} has appeared, and nothing proves that it is its result`);
    expect(failure).toMatch(/nothing was destroyed.*set `adopt` to its id.*remove the record of this creation/);
    expect(await points()).toEqual([foreign]);
  });

  test("is the resource's when the person adopts it", async () => {
    const { create, crashIn, points } = lifecycleOn({ ...usualHost, version: "2025" });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01", triggers: ["1"] }, true);
    const [own] = await points();
    const made = await create(vm, { vmName: "sql01", triggers: ["2"], adopt: own });
    expect(made.id).toBe(own);
  });

  test("stays when the person adopts another one", async () => {
    const { create, crashIn, host, context, points } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" });
    const appeared = await host.addForeignPoint("sql01", { consistency: "Application" });
    const adopt = await host.addForeignPoint("sql01", { consistency: "Crash" });
    const made = await create(vm, { vmName: "sql01", consistencyLevel: "Crash", adopt });
    expect(made.id).toBe(adopt);
    expect(await points()).toEqual([appeared, adopt].sort());
    expect(context.said).toContainEqual(expect.stringMatching(/nothing proves whose it is, so it stays/));
  });

  test("is not destroyed by delete", async () => {
    const {
      create,
      delete: destroy,
      host,
      clock,
      points,
    } = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 10 * minute } });
    await host.addFault({ happens: "job-hangs", method: "CreateReferencePoint" });
    const made = await create(vm, { vmName: "sql01", __timeouts: { create: "1m" } });
    // The job is gone, as after a restart of the host.
    await host.resetFaults();
    await host.dropJobs();
    clock.advance(60 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    await expect(destroy(vm, made)).rejects.toThrow(`${foreign} has appeared, and nothing proves`);
    expect(await points()).toEqual([foreign]);
  });
});

describe("a snapshot that appeared since a call without an answer", () => {
  test("is never taken for ours when it is a person's checkpoint", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("CreateSnapshot", vm, converted);
    const checkpoint = await host.addForeignSnapshot("sql01");
    clock.advance(10 * minute);
    const made = await create(vm, converted);
    expect(await points()).toEqual([made.id]);
    expect((await host.snapshots()).map(({ reference }) => reference.keys.InstanceID)).toEqual([checkpoint]);
  });

  test("is neither converted nor destroyed when it may be a running backup's", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("CreateSnapshot", vm, converted);
    const backup = await host.addForeignSnapshot("sql01", { recovery: true });
    clock.advance(10 * minute);
    const { failure } = await create(vm, converted);
    expect(failure).toContain(`${backup} has appeared, and nothing proves that it is its result`);
    expect(failure).toContain("Get-VMSnapshot -SnapshotType Recovery");
    expect(await host.snapshots()).toHaveLength(1);
    expect(await points()).toEqual([]);

    await host.removeSnapshot(backup);
    const made = await create(vm, converted);
    expect(await points()).toEqual([made.id]);
  });
});

describe("a conversion without an answer", () => {
  test("has not taken effect while its snapshot is there, whatever point has appeared", async () => {
    const { create, crashIn, host, clock, points } = lifecycleOn();
    await crashIn("ConvertToReferencePoint", vm, converted);
    clock.advance(10 * minute);
    const foreign = await host.addForeignPoint("sql01", { consistency: "Application" });
    const made = await create(vm, converted);
    expect(made.id).not.toBe(foreign);
    expect(await points()).toEqual([foreign, made.id].sort());
    expect(await host.snapshots()).toEqual([]);
  });
});

describe("an answer that cannot be read", () => {
  test.each([
    ["names no job", { Job: { type: "reference", value: null } }],
    ["names the result by a text", { ResultingReferencePoint: cim.string("\\\\HV01\\root:Msvm...") }],
  ] as const)("does not lose the point: it %s", async (_, odd) => {
    const { context, checked, points } = lifecycleOn();
    const session = overriding(context.session, {
      async invoke(reference, method, args) {
        const answer = await context.session.invoke(reference, method, args);
        return method === "CreateReferencePoint" ? { ...answer, out: { ...answer.out, ...odd } } : answer;
      },
    });
    const made = await createIn(vm, { ...context, session }, checked(vm, { vmName: "sql01" }));
    expect(await points()).toEqual([made.id]);
  });

  test("is an error after which the host is asked, and told when nothing was made", async () => {
    const { create, host } = lifecycleOn();
    await host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Failed",
      message: "the provider did not understand",
    });
    await expect(create(vm, { vmName: "sql01" })).rejects.toThrow(
      /the provider did not understand; nothing shows that it took effect/,
    );
  });

  test("of a job that cannot be seen is waited for from the moment it came", async () => {
    const { create, host, points } = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 10_000 } });
    await host.addFault({ happens: "job-vanishes", method: "CreateReferencePoint", when: "at-once" });
    await host.addFault({
      happens: "delay",
      operation: "invoke",
      method: "CreateReferencePoint",
      milliseconds: 40_000,
    });
    const made = await create(vm, { vmName: "sql01" });
    expect(await points()).toEqual([made.id]);
  });

  test("is waited for from the moment it was lost: a call that comes late is found", async () => {
    const { context, checked, clock, points } = lifecycleOn({ ...usualHost, version: "2025" });
    let late: (() => Promise<unknown>) | undefined;
    const session = overriding(context.session, {
      async invoke(reference, method, args) {
        if (method !== "CreateReferencePoint" || late !== undefined)
          return context.session.invoke(reference, method, args);
        late = () => context.session.invoke(reference, method, args);
        clock.advance(120_000);
        throw new CimError("Unavailable", "not answered within 120 s");
      },
      // The call takes effect while its traces are looked for.
      async associators(reference, filter) {
        if (late !== undefined && clock.now() > 0) {
          const carryOut = late;
          late = async () => undefined;
          await carryOut();
        }
        return context.session.associators(reference, filter);
      },
    });
    const made = await createIn(vm, { ...context, session }, checked(vm, { vmName: "sql01" }));
    expect(await points()).toEqual([made.id]);
  });
});
