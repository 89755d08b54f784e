import { describe, expect, test } from "vitest";
import { resourceProvider } from "../../../provider/src/engine/resource-provider";
import { goneHost } from "../../../provider/src/hosts/gone";
import { Hosts } from "../../../provider/src/hosts/hosts";
import type { FaultDescription } from "../../../provider/src/hosts/simulated";
import type { Context } from "../../../provider/src/lifecycle/resource";
import { hostEntry } from "../../support/hosts";
import { lifecycleOn, usualHost, vm } from "../../support/lifecycle";

describe("a connection that says that its host is gone", () => {
  test("lets go of a point in a refresh, with one warning, and keeps what the journal knows: it may be a preview", async () => {
    const { create, entries, said, startProcess } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    expect(await startProcess(goneHost()).provider(vm).read(id, outputs)).toEqual({});
    expect(said).toEqual([
      `warning: reference point ${id} of "sql01" is let go: the connection says that its host is gone for good (gone: true). The host was ` +
        "not asked, and nothing was deleted.",
    ]);
    expect(entries()).toMatchObject([{ content: { is: "point", pointId: id } }]);
  });

  test.each(["read", "delete"] as const)(
    "is named by its entry in hosts: %s, of a state too that names none",
    async (verb) => {
      const { create, said, startProcess } = lifecycleOn(usualHost, undefined, { hv01: usualHost });
      const { id, outputs: named } = await create(vm, { vmName: "sql01" });
      const { host: _, ...outputs } = named;
      await startProcess(goneHost("hv01")).provider(vm)[verb](id, outputs);
      expect(said).toEqual([
        expect.stringContaining(
          'is let go: the entry "hv01" of hosts says that its host is gone for good (gone: true)',
        ),
      ]);
    },
  );

  test("lets go of a point in a delete, with one warning, and forgets it", async () => {
    const { create, entries, points, said, startProcess } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    await startProcess(goneHost()).provider(vm).delete(id, outputs);
    expect(said).toHaveLength(1);
    expect(entries()).toEqual([]);
    expect(await points()).toEqual([id]);
  });

  test("lets go of what was interrupted beside the point too", async () => {
    const { create, crashIn, entries, startProcess } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01", triggers: ["2"] });
    expect(entries()).toHaveLength(2);
    await startProcess(goneHost()).provider(vm).delete(id, outputs);
    expect(entries()).toEqual([]);
  });

  /** A point on hv02, a replacement on hv01 that was killed, and the provider of a later command, for which hv02 is gone. */
  async function interruptedOnHv01(faults: readonly FaultDescription[] = [], hv01 = "hv01") {
    const hv02 = { ...usualHost, hostName: "HV02" };
    const lifecycle = lifecycleOn(usualHost, undefined, { hv01: usualHost, hv02 });
    const made = await lifecycle.create(vm, { vmName: "sql01", host: "hv02" });
    for (const fault of faults) await lifecycle.hosts.hv01?.addFault(fault);
    const killed = lifecycle.startProcess();
    await killed.provider(vm).diff(made.id, made.outputs, { ...made.inputs, host: "hv01" });
    await lifecycle.create(vm, { vmName: "sql01", host: "hv01" }, killed);
    killed.kill();
    expect(lifecycle.records()).toMatchObject([{ host: "hv01" }]);
    const { context, session } = lifecycle.startProcess();
    const gone = { ...context, shared: { ...context.shared, session: goneHost('the entry "hv02" of hosts') } };
    const onHost: Context["onHost"] = (name, letGo) =>
      name === "hv02" ? { ...gone, onHost } : context.onHost(name === "hv01" ? hv01 : name, letGo);
    const named = new Hosts([hostEntry("hv01"), hostEntry("hv02")]);
    const provider = resourceProvider(() => ({ resource: vm, hosts: named, onHost, session }));
    return { ...lifecycle, remove: () => provider.delete(made.id, made.outputs) };
  }

  test("does not let go of what was interrupted on a host that is there: it is undone", async () => {
    const { hosts, records, remove } = await interruptedOnHv01();
    await remove();
    expect(records()).toEqual([]);
    expect(await hosts.hv01?.points()).toEqual([]);
    expect(await hosts.hv02?.points()).toHaveLength(1);
  });

  test("refuses where the host is not in the configuration any more, and names the command that lets go of that creation alone", async () => {
    const { entries, remove } = await interruptedOnHv01([], "renamed");
    await expect(remove()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^there is no host "renamed" .* let go of it by `hyperv-reference-points journal forget creation-\d`\. \(HVRP125\)$/,
      ),
    });
    expect(entries()).toHaveLength(2);
  });

  test("asks about what may have come of it there, and lets go of nothing before", async () => {
    const { entries, hosts, remove } = await interruptedOnHv01([
      { happens: "before", operation: "invoke", method: "CreateReferencePoint", error: "Unavailable" },
    ]);
    const appeared = await hosts.hv01?.addForeignPoint("sql01", { consistency: "Application" });
    await expect(remove()).rejects.toMatchObject({ message: expect.stringMatching(/\(HVRP404\)$/) });
    expect(entries()).toHaveLength(2);
    expect((await hosts.hv01?.points())?.map(({ reference }) => reference.keys.InstanceID)).toEqual([appeared]);
  });

  test("lets go of a pending creation", async () => {
    const { create, entries, said, startProcess } = lifecycleOn({ ...usualHost, latency: { jobMilliseconds: 60_000 } });
    const { id, outputs } = await create(vm, { vmName: "sql01", __timeouts: { create: "5s" } });
    said.splice(0);
    await startProcess(goneHost()).provider(vm).delete(id, outputs);
    expect(said).toEqual([expect.stringContaining('the pending creation of a reference point of "sql01" is let go')]);
    expect(entries()).toEqual([]);
  });

  test("refuses to create, and says why", async () => {
    const { create, startProcess } = lifecycleOn();
    await expect(create(vm, { vmName: "sql01" }, startProcess(goneHost()))).rejects.toThrow(
      /the connection says that the host is gone for good \(gone: true\), so it is not asked\. .*declare them on another host\..* \(HVRP214\)$/,
    );
  });
});
