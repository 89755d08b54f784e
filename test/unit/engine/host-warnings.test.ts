import { describe, expect, test } from "vitest";
import type { Properties } from "../../../provider/src/engine/properties";
import { resourceProvider } from "../../../provider/src/engine/resource-provider";
import { unknownValue } from "../../../provider/src/engine/unknown";
import { Hosts } from "../../../provider/src/hosts/hosts";
import { hostEntry } from "../../support/hosts";
import { lifecycleOn, testUrn, usualHost, vm } from "../../support/lifecycle";

/* What an `up` is bound to fail on by the configuration alone: its preview says so. */

const hv01 = hostEntry("hv01");
const hv02 = hostEntry("hv02");
const gone = { ...hv02, nodes: [{ connection: "local", gone: true }] } as const;

function lifecycle() {
  const made = lifecycleOn(usualHost, undefined, { hv01: usualHost, hv02: { ...usualHost, hostName: "HV02" } });
  /** The provider of a later command, under another configuration. */
  const under = (...hosts: ConstructorParameters<typeof Hosts>) => {
    const { context, session } = made.startProcess();
    return resourceProvider(() => ({ resource: vm, hosts: new Hosts(...hosts), onHost: context.onHost, session }));
  };
  return { ...made, under };
}

const declared = (program: Properties) => ({ __urn: testUrn, vmName: "sql01", ...program });

describe("a reference point that is to be created on a host that is gone for good", () => {
  const warning = expect.stringMatching(
    /^warning: the reference point cannot be created: the entry "hv02" of hosts says that the host is gone for good \(gone: true\), so it is not asked\. /,
  );

  test("is warned of in a preview", async () => {
    const { said, under } = lifecycle();
    const { failures } = await under([hv01, gone]).check({}, declared({ host: "hv02" }));
    expect(said).toEqual([warning]);
    expect(failures).toEqual([]);
  });

  test("is warned of where the host is the usual one", async () => {
    const { said, under } = lifecycle();
    await under([hv01, gone], "hv02").check({}, declared({}));
    expect(said).toEqual([warning]);
  });

  test.each([
    ["that is there", "hv01"],
    ["of no such name: that is an error", "hv03"],
    ["that only the `up` knows", unknownValue],
  ])("is none on a host %s", async (_, host) => {
    const { said, under } = lifecycle();
    await under([hv01, gone]).check({}, declared({ host }));
    expect(said).toEqual([]);
  });

  test("is none where the state has it already", async () => {
    const { create, said, under } = lifecycle();
    const made = await create(vm, { vmName: "sql01", host: "hv02" });
    const provider = under([hv01, gone]);
    const { inputs = {} } = await provider.check(made.inputs, declared({ host: "hv02" }));
    await provider.diff(made.id, made.outputs, inputs);
    expect(said).toEqual([]);
  });

  test("is one too whose creation is pending there, unless it moves to another host", async () => {
    const { said, under } = lifecycle();
    const pending = await pendingOnHv02();
    const staying = under([hv01, gone]);
    await staying.diff(pending.id, pending.outputs, pending.inputs);
    expect(said).toEqual([warning]);
    const moving = under([hv01, gone]);
    await moving.diff(pending.id, pending.outputs, { ...pending.inputs, host: "hv01" });
    expect(said).toHaveLength(1);
  });
});

async function pendingOnHv02() {
  const slow = { ...usualHost, hostName: "HV02", latency: { jobMilliseconds: 60_000 } };
  const { create } = lifecycleOn(usualHost, undefined, { hv01: usualHost, hv02: slow });
  return create(vm, { vmName: "sql01", host: "hv02", __timeouts: { create: "5s" } });
}

describe("a reference point that is replaced, and whose host is not in the configuration any more", () => {
  test("cannot be deleted: a preview warns of it", async () => {
    const { create, said, under } = lifecycle();
    const made = await create(vm, { vmName: "sql01", host: "hv02" });
    const { replaces } = await under([hv01]).diff(made.id, made.outputs, { ...made.inputs, host: "hv01" });
    expect(replaces).toEqual(["host"]);
    expect(said).toEqual([
      expect.stringMatching(
        /^warning: the reference point that the state has cannot be read or deleted, unless "hv02" is a HyperVHost: there is no host "hv02" in the configuration; there are "hv01"\. .* Keep its entry in hosts, /,
      ),
    ]);
  });

  test("can be deleted where the host is in it, and where it is called gone", async () => {
    const { create, said, under } = lifecycle();
    const made = await create(vm, { vmName: "sql01", host: "hv02" });
    for (const configured of [hv02, gone]) {
      await under([hv01, configured]).diff(made.id, made.outputs, { ...made.inputs, host: "hv01" });
    }
    expect(said).toEqual([]);
  });

  test("is deleted by the process of its own HyperVHost, where it moves to another one: that is no matter for a warning", async () => {
    const { create, said, under } = lifecycle();
    const made = await create(vm, { vmName: "sql01", host: "hv02" });
    const { replaces } = await under([hv01], undefined, true).diff(made.id, made.outputs, {
      ...made.inputs,
      host: "hv01",
    });
    expect(replaces).toEqual(["host"]);
    expect(said).toEqual([]);
  });

  test("is warned of where its state names none, and none is the usual one: it can neither be read nor deleted", async () => {
    const { create, said, under } = lifecycle();
    const { id, outputs: named, inputs } = await create(vm, { vmName: "sql01", host: "hv01" });
    const { host: _, ...outputs } = named;
    await under([hv01, hv02]).diff(id, outputs, inputs);
    expect(said).toEqual([
      expect.stringMatching(/cannot be read or deleted: a host must be specified: .* set defaultHost to /),
    ]);
  });
});
