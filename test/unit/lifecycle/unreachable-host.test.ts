import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { HostDescription } from "../../../provider/src/hosts/simulated";
import { lifecycleOn, overriding, type Resource, testUrn, usualHost, vm } from "../../support/lifecycle";

const lettingGo = {
  read: "`pulumi refresh --run-program`",
  delete: "`pulumi up`, or for a destroy `pulumi destroy --run-program`",
};

const waysOut = (connection: string, verb: keyof typeof lettingGo) =>
  `If the host is gone for good, run \`pulumi state delete '${testUrn}'\`; or, to let go of all its reference points, set gone: true on ` +
  `${connection} and, while the program declares a resource of this package, run ${lettingGo[verb]}. (HVRP`;

const ofHost = "If that host is gone for good, run ";
const waysOutOfInterrupted = (creationId: string, ways = ofHost) =>
  'That host, of the entry "hv02" of hosts, has to undo an interrupted creation of this resource first, which only the journal knows. ' +
  `${ways}\`hyperv-reference-points journal forget ${creationId}\`, and then this command again. (HVRP`;

const otherHost: HostDescription = { ...usualHost, hostName: "HV02" };
const twoHosts = (hv02 = otherHost) =>
  lifecycleOn(usualHost, undefined, { hv01: usualHost, hv02: { ...hv02, latency: { jobMilliseconds: 60_000 } } });

/** A creation on hv02 is killed while its job runs, and then the host is off, or its first node. Answers its creationId. */
async function interruptOnHv02(
  { hosts, records, startProcess }: ReturnType<typeof twoHosts>,
  made?: Resource,
  node?: string,
) {
  const killed = startProcess();
  const provider = killed.provider(vm);
  const wanted = { __urn: testUrn, vmName: "sql01", host: "hv02", __timeouts: { create: "5s" } };
  const { inputs = {} } = await provider.check({}, wanted);
  if (made !== undefined) await provider.diff(made.id, made.outputs, inputs);
  await expect(provider.create(inputs)).rejects.toMatchObject({ code: "HVRP401" });
  killed.kill();
  await hosts.hv02?.stopNode(node);
  return records()[0]?.creationId ?? "";
}

describe("a host that does not answer", () => {
  const away = async () => {
    throw new CimError("Unavailable", "the host cannot be reached");
  };

  test.each([
    ["read", /^the host cannot be reached\. If/],
    ["delete", /^it is not known whether reference point .+ was deleted: the host cannot be reached\. If/],
  ] as const)("fails %s with the ways out, claiming nothing of what is on it", async (verb, text) => {
    const { create, session, startProcess } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    const provider = startProcess(
      overriding(session, { query: away, get: away, associators: away, invoke: away }),
    ).provider(vm);
    const error = await provider[verb](id, outputs).then(String, (one: Error) => one.message);
    expect(error).toMatch(text);
    expect(error).toContain(waysOut("the connection", verb));
  });

  test.each(["read", "delete"] as const)(
    "is named by its entry in hosts: %s, of a state too that names none",
    async (verb) => {
      const { create, session, startProcess } = lifecycleOn(usualHost, undefined, { hv01: usualHost });
      const { id, outputs: named } = await create(vm, { vmName: "sql01" });
      const { host: _, ...outputs } = named;
      const provider = startProcess(overriding(session, { query: away, get: away })).provider(vm);
      await expect(provider[verb](id, outputs)).rejects.toMatchObject({
        message: expect.stringContaining(waysOut('the entry "hv01" of hosts', verb)),
      });
    },
  );

  test("as a node of a cluster is one that may have left the cluster: the others have points too", async () => {
    const { hostName: _, ...same } = usualHost;
    const { create, host, read } = lifecycleOn({ ...same, nodes: ["N1", "N2"] });
    const made = await create(vm, { vmName: "sql01" });
    await host.stopNode("N1");
    await expect(read(vm, made)).rejects.toMatchObject({
      message: expect.stringContaining(
        `If a node is gone for good, remove it from \`nodes\`; if the reference point was on it, run \`pulumi state delete '${testUrn}'\` then. ` +
          "If the whole cluster is gone for good, set gone: true on the connection and, while the program declares a resource of this package, run " +
          "`pulumi refresh --run-program`.",
      ),
    });
  });

  const { hostName: _, ...same } = usualHost;
  test.each([
    ["a host", otherHost, ofHost],
    [
      "a cluster",
      { ...same, nodes: ["N1", "N2"] },
      "If a node is gone for good, remove it from `nodes`; if the creation was made on it, or the whole cluster is gone for good, run ",
    ],
  ])(
    "is named, and not the healthy one, when it has to undo an interrupted creation before: %s",
    async (_, other: HostDescription, ways) => {
      const lifecycle = twoHosts(other);
      const made = await lifecycle.create(vm, { vmName: "sql01", host: "hv01" });
      const id = await interruptOnHv02(lifecycle, made, other.nodes?.[0]);
      const message = await lifecycle.delete(vm, made).then(String, (error: Error) => error.message);
      expect(message).toContain(waysOutOfInterrupted(id, ways));
      expect(message).not.toMatch(/hv01|state delete|gone: true/);
      await lifecycle.startProcess().context.journal.remove(id);
      await lifecycle.delete(vm, made);
      expect(await lifecycle.hosts.hv01?.points()).toEqual([]);
    },
  );

  test("is named when an update has to undo an interrupted creation there before", async () => {
    const lifecycle = twoHosts();
    const made = await lifecycle.create(vm, { vmName: "sql01", host: "hv01" });
    const id = await interruptOnHv02(lifecycle, made);
    await expect(lifecycle.update(vm, made)).rejects.toMatchObject({
      message: expect.stringContaining(waysOutOfInterrupted(id)),
    });
    expect(lifecycle.records().map(({ creationId }) => creationId)).toEqual([id]);
  });

  test("is named when a create has to undo an interrupted creation there before, and nothing is created elsewhere", async () => {
    const lifecycle = twoHosts();
    const id = await interruptOnHv02(lifecycle);
    await expect(lifecycle.create(vm, { vmName: "sql01", host: "hv01" })).rejects.toMatchObject({
      message: expect.stringContaining(waysOutOfInterrupted(id)),
    });
    expect(lifecycle.records().map(({ creationId }) => creationId)).toEqual([id]);
    expect(await lifecycle.hosts.hv01?.points()).toEqual([]);
  });

  test("is no host that refuses: that one is there", async () => {
    const { create, host, read } = lifecycleOn();
    const made = await create(vm, { vmName: "sql01" });
    host.describe({ ...usualHost, rights: "none" });
    await expect(read(vm, made)).rejects.toThrow(/^(?!.*gone for good)/);
  });
});
