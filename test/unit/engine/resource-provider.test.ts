import { describe, expect, test } from "vitest";
import type { Properties } from "../../../provider/src/engine/properties";
import {
  lifecycleOn,
  overriding,
  type Resource,
  type TestProcess,
  testUrn,
  usualHost,
  vm,
} from "../../support/lifecycle";

const [a, b] = ["urn:pulumi:dev::backup::type::a", "urn:pulumi:dev::backup::type::b"] as const;

/** Inputs of a resource as check hands them on. */
async function checked(process: TestProcess, program: Properties): Promise<Properties> {
  return (await process.provider(vm).check({}, { vmName: "sql01", ...program })).inputs ?? {};
}

/** A resource of the name a, whose replacement was interrupted after diff had shown what it replaces. */
async function interruptedReplacement() {
  const lifecycle = lifecycleOn();
  const old = await lifecycle.create(vm, { vmName: "sql01", __urn: a });
  const process = lifecycle.startProcess();
  const news = await checked(process, { __urn: a, triggers: ["2"] });
  await process.provider(vm).diff(old.id, old.outputs, news);
  const { id } = await process.provider(vm).create(news);
  process.kill();
  return { ...lifecycle, old, replacement: id };
}

describe("the interrupted replacement of a resource that was renamed since", () => {
  test("is of this resource: diff asks for an update, which deletes what the program no longer requests", async () => {
    const { diff, update, old, replacement, points } = await interruptedReplacement();
    const renamed = { vmName: "sql01", __urn: b };
    expect(await points()).toContain(replacement);
    expect(await diff(vm, old, renamed)).toEqual({ changes: true, replaces: [] });
    await update(vm, old, renamed);
    expect(await points()).toEqual([old.id]);
    expect(await diff(vm, old, renamed)).toEqual({ changes: false, replaces: [] });
  });

  test("is resumed by its next replacement", async () => {
    const { startProcess, old, replacement, points } = await interruptedReplacement();
    const process = startProcess();
    const news = await checked(process, { __urn: b, triggers: ["2"] });
    expect(await process.provider(vm).diff(old.id, old.outputs, news)).toMatchObject({ replaces: ["triggers"] });
    expect((await process.provider(vm).create(news)).id).toBe(replacement);
    expect(await points()).toEqual([old.id, replacement].sort());
  });

  test("is deleted with it", async () => {
    const { delete: destroy, old, points } = await interruptedReplacement();
    await destroy(vm, { ...old, outputs: { ...old.outputs, __urn: b } });
    expect(await points()).toEqual([]);
  });
});

test("what was interrupted under a former name and replaces nothing is of the resource that has the name now", async () => {
  const { create, crashIn, diff, update, records } = lifecycleOn();
  const renamed = await create(vm, { vmName: "sql01", __urn: b });
  await crashIn("CreateReferencePoint", vm, { vmName: "sql01", __urn: a });
  expect(await diff(vm, renamed, { vmName: "sql01", __urn: b })).toEqual({ changes: false, replaces: [] });
  await update(vm, renamed);
  expect(records()).toMatchObject([{ phase: "called" }]);
});

describe("what check answers", () => {
  test("names each property that is wrong, with the code of its reason", async () => {
    const news = { __urn: testUrn, vmId: "sql01", __timeouts: { create: "soon" } };
    expect((await lifecycleOn().startProcess().provider(vm).check({}, news)).failures).toEqual([
      { property: "vmId", reason: expect.stringMatching(/^"sql01" is not a GUID; .* \(HVRP102\)$/) },
      {
        property: "customTimeouts.create",
        reason: expect.stringMatching(/^"soon" is not a duration; .* \(HVRP102\)$/),
      },
    ]);
  });

  test("names a URN that is no text, whatever the journal holds", async () => {
    const { crashIn, startProcess } = lifecycleOn();
    await crashIn("CreateReferencePoint", vm, { vmName: "sql01" });
    const { failures } = await startProcess().provider(vm).check({}, { vmName: "sql01", __urn: 5 });
    expect(failures).toMatchObject([{ property: "__urn" }]);
  });
});

describe("what crosses to the engine", () => {
  test("of a pending creation is what is needed to finish it: id, outputs, provider text, and why", async () => {
    const { host, startProcess } = lifecycleOn();
    await host.addFault({
      happens: "before",
      operation: "invoke",
      method: "CreateReferencePoint",
      error: "Unavailable",
    });
    const process = startProcess();
    const news = await checked(process, { __urn: testUrn, __provider: "text" });
    const failure = await process
      .provider(vm)
      .create(news)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      id: expect.stringMatching(/^pending:/),
      properties: { __provider: "text", schemaVersion: 1, pendingCreation: { phase: "called" } },
      reasons: [expect.stringMatching(/Run `pulumi up` again\. Nothing is lost: .*`pulumi destroy` waits for it/)],
    });
    expect(failure).not.toHaveProperty("properties.instanceId");
  });

  test("of a pending creation that an update cannot finish is under the id that the state has", async () => {
    const { host, create, startProcess } = lifecycleOn();
    await host.addFault({ happens: "before", operation: "invoke", error: "Unavailable", times: "always" });
    const pending = await create(vm, { vmName: "sql01" });
    const failure = await startProcess()
      .provider(vm)
      .update("as the state has it", pending.outputs, pending.inputs)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ id: "as the state has it", properties: { pendingCreation: { phase: "called" } } });
  });

  test("has no undefined at any depth", async () => {
    const { host, startProcess } = lifecycleOn();
    const id = await host.addForeignPoint("sql01", { type: "Log" });
    const { props } = await startProcess().provider(vm).read(id, {});
    const withUndefined = (value: unknown): boolean =>
      value === undefined || (typeof value === "object" && value !== null && Object.values(value).some(withUndefined));
    expect(props).toMatchObject({ instanceId: id });
    expect(withUndefined(props)).toBe(false);
  });

  test("asks for the new point before the old one goes", async () => {
    const { create, startProcess } = lifecycleOn();
    const old: Resource = await create(vm, { vmName: "sql01" });
    const process = startProcess();
    const news = await checked(process, { __urn: testUrn, triggers: ["2"] });
    expect(await process.provider(vm).diff(old.id, old.outputs, news)).toEqual({
      changes: true,
      replaces: ["triggers"],
      deleteBeforeReplace: false,
    });
  });

  test("is an error without a stack where it explains itself", async () => {
    const { startProcess } = lifecycleOn();
    const failed = startProcess().provider(vm).read("Microsoft:x", {});
    await expect(failed).rejects.toMatchObject({
      message: "there is no reference point Microsoft:x on the host HV01 (HVRP106)",
      stack: "",
    });
  });
});

describe("outputs that cannot be read", () => {
  test.each([
    [
      "of a newer version",
      { schemaVersion: 2 },
      /have schemaVersion 2, and this version .* reads 1: upgrade the package/,
    ],
    ["with a __urn that is no text", { schemaVersion: 1, __urn: 5 }, /the outputs in the state cannot be read/],
    ["with a __urn that is an object", { schemaVersion: 1, __urn: { toString: null } }, /cannot be read/],
    ["with timeouts that are none", { schemaVersion: 1, __timeouts: { create: "soon" } }, /cannot be read/],
    ["without a point", { schemaVersion: 1 }, /the outputs in the state cannot be read/],
    ["with a damaged record", { schemaVersion: 1, pendingCreation: { phase: "made" } }, /cannot be read/],
  ])("%s are refused, and nothing is asked of the host", async (_, outputs, message) => {
    const { delete: destroy, read } = lifecycleOn({ hostName: "HV01", rights: "none" });
    const resource = { id: "x", outputs: { __urn: testUrn, ...outputs } };
    await expect(read(vm, resource)).rejects.toThrow(message);
    await expect(destroy(vm, resource)).rejects.toThrow(message);
  });

  test("what was edited into a state that is compared is refused too", async () => {
    const { create, diff } = lifecycleOn();
    const old = await create(vm, { vmName: "sql01" });
    const edited = { ...old, outputs: { ...old.outputs, vmName: 5 } };
    await expect(diff(vm, edited, { vmName: "sql01" })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/^the outputs in the state cannot be read: /),
    });
  });

  test("a host that is no text is not taken for the one that is meant without a name", async () => {
    const { create, delete: destroy, points, read } = lifecycleOn();
    const old = await create(vm, { vmName: "sql01" });
    const edited = { ...old, outputs: { ...old.outputs, host: 5 } };
    await expect(read(vm, edited)).rejects.toThrow(/cannot be read/);
    await expect(destroy(vm, edited)).rejects.toThrow(/cannot be read/);
    expect(await points()).toEqual([old.id]);
  });

  test("a URN of another type of resource is only a name: the point is still this resource's", async () => {
    const { create, delete: destroy, points } = lifecycleOn();
    const old = await create(vm, { vmName: "sql01" });
    const __urn = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint::erp";
    await destroy(vm, { ...old, outputs: { ...old.outputs, __urn } });
    expect(await points()).toEqual([]);
  });

  test("a resource without its URN names the classes that put it in", async () => {
    const { startProcess } = lifecycleOn();
    const process = startProcess();
    const news = await checked(process, {});
    await expect(process.provider(vm).create(news)).rejects.toThrow(
      "the input __urn is missing: declare the resource by VmReferencePoint or CollectionReferencePoint",
    );
  });
});

describe("what the engine shows of an error", () => {
  test("steers no terminal and no pipeline, wherever it was thrown", async () => {
    const provider = lifecycleOn().startProcess().provider(vm);
    const error = await provider.create({ vmName: "\u001b[2J##[error]", __urn: a }).catch((error: unknown) => error);
    expect(String(error)).toContain('named "\\u001b[2J\\u0023#[error]"');
    expect((error as Error).stack).not.toContain("\u001b");
  });

  test("is where it was thrown, of a defect: it does not explain itself", async () => {
    const { create, session, startProcess } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    const defect = async () => {
      throw new TypeError("cannot read properties of undefined");
    };
    const broken = startProcess(overriding(session, { query: defect, get: defect, associators: defect }));
    await expect(broken.provider(vm).read(id, outputs)).rejects.toMatchObject({
      message: "cannot read properties of undefined (HVRP901)",
      stack: expect.stringMatching(/^TypeError: cannot read properties of undefined.*\n +at /),
    });
  });
  test("is what was thrown, where that is no error", async () => {
    const { create, session, startProcess } = lifecycleOn();
    const { id, outputs } = await create(vm, { vmName: "sql01" });
    const broken = startProcess(overriding(session, { query: () => Promise.reject("no error") }));
    await expect(broken.provider(vm).delete(id, outputs)).rejects.toBe("no error");
  });
});

describe("a state that was written under a single connection, in a configuration of hosts", () => {
  const withoutHost = ({ id, outputs: { host: _, ...outputs } }: Resource) => ({ id, outputs });

  test("takes the name of the host from a refresh that finds the point there", async () => {
    const { create, read } = lifecycleOn(usualHost, undefined, { hv01: usualHost });
    const made = await create(vm, { vmName: "sql01" });
    expect((await read(vm, withoutHost(made)))?.outputs).toEqual(made.outputs);
    expect(made.outputs).toMatchObject({ host: "hv01" });
  });

  test("is refused while no host is the default: the error says how it gets a name", async () => {
    const lifecycle = lifecycleOn(usualHost, undefined, { hv01: usualHost, hv02: { ...usualHost, hostName: "HV02" } });
    const made = await lifecycle.create(vm, { vmName: "sql01", host: "hv01" });
    const message = expect.stringContaining(
      "A state that was written under a single connection does not name its host",
    );
    await expect(lifecycle.read(vm, withoutHost(made))).rejects.toMatchObject({ code: "HVRP125", message });
    await expect(lifecycle.delete(vm, withoutHost(made))).rejects.toMatchObject({ code: "HVRP125", message });
  });
});
