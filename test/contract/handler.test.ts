import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSimulatedControls } from "../../provider/src/hosts/simulated";
import { ids, usualHost } from "../support/lifecycle";
import { type PartialCreation, ProviderProcess, type Values } from "../support/provider-process";

const text = 'exports.handler = () => require("hyperv-reference-points/handler").vmReferencePoint();';
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const config = {
  "hyperv-reference-points:connection": "simulated",
  "hyperv-reference-points:simulatedHost": "host.json",
};

let folder: string;
let provider: ProviderProcess;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "provider-")));
  symlinkSync(resolve(__dirname, "../../node_modules"), join(folder, "node_modules"), "junction");
  describeHost({});
  provider = await ProviderProcess.start(folder, config);
});

afterEach(async () => {
  await provider.end();
  rmSync(folder, { recursive: true });
});

function describeHost(changes: object): void {
  writeFileSync(join(folder, "host.json"), JSON.stringify({ ...usualHost, ...changes }));
}

const host = () => openSimulatedControls({ descriptionFile: join(folder, "host.json") });

/** Inputs as the engine hands them to create: checked. */
async function checked(program: Values, to = provider): Promise<Values> {
  const { inputs, failures } = await to.check({}, { __provider: text, __urn: "urn:pulumi:dev::p::t::vm", ...program });
  expect(failures).toEqual([]);
  return inputs;
}

describe("the provider process", () => {
  test("goes through the whole life of a resource", async () => {
    const inputs = await checked({ vmName: "sql01" });
    const { id, outputs } = await provider.create(inputs);
    expect(outputs).toMatchObject({ instanceId: id, virtualSystemId: ids.sql01, __provider: text });
    expect(await provider.diff(id, outputs, inputs)).toEqual({ changes: false, replaces: [] });
    expect(await provider.read(id, outputs)).toMatchObject({ id, outputs });
    expect(await provider.diff(id, outputs, await checked({ vmName: "web01" }))).toEqual({
      changes: true,
      replaces: ["vmName"],
    });
    const patient = await checked({ vmName: "sql01", __timeouts: { delete: "1h" } });
    expect(await provider.update(id, outputs, patient)).toEqual({
      outputs: { ...outputs, __timeouts: { delete: "1h" } },
    });
    await provider.delete(id, outputs);
    expect(await host().points()).toEqual([]);
    expect(await provider.read(id, outputs)).toMatchObject({ id: "" });
  });

  test("answers check and diff of unknown values", async () => {
    const inputs = await checked({ vmName: unknown, triggers: [unknown] });
    expect(inputs).toMatchObject({ vmName: unknown, triggers: [unknown], referencePointType: "RCT" });
    const { id, outputs } = await provider.create(await checked({ vmName: "sql01" }));
    expect(await provider.diff(id, outputs, inputs)).toEqual({ changes: true, replaces: ["vmName", "triggers"] });
  });

  test("names each property that is wrong", async () => {
    const { failures } = await provider.check({}, { __provider: text, vmId: "x", referencePointType: "x" });
    expect(failures.map(({ property }) => property).sort()).toEqual(["referencePointType", "vmId"]);
  });

  test("leaves read's inputs to the engine, which keeps the ones it has", async () => {
    const { id, outputs } = await provider.create(await checked({ vmName: "sql01" }));
    expect((await provider.read(id, outputs)).inputs).toEqual({});
  });

  test("hands a pending creation to the engine with all that is needed to finish it", async () => {
    describeHost({ latency: { jobMilliseconds: 1_500 } });
    const inputs = await checked({ vmName: "sql01", __timeouts: { create: "200ms" } });
    const partial = (await provider.create(inputs).catch((error: unknown) => error)) as PartialCreation;
    expect(partial.id).toMatch(/^pending:/);
    expect(partial.reasons[0]).toMatch(/not finished after 200 ms .*The next `pulumi up` waits for it/s);
    expect(partial.properties).toMatchObject({
      __provider: text,
      virtualSystemId: ids.sql01,
      pendingCreation: { phase: "running", step: { method: "CreateReferencePoint" } },
    });

    const news = await checked({ vmName: "sql01" });
    expect(await provider.diff(partial.id, partial.properties, news)).toEqual({ changes: true, replaces: [] });
    const { outputs } = await provider.update(partial.id, partial.properties, news);
    expect(outputs).not.toHaveProperty("pendingCreation");
    const there = (await host().points()).map(({ reference }) => reference.keys.InstanceID);
    expect(there).toEqual([outputs.instanceId]);
  });

  test("makes no second point when the engine never stored the first", async () => {
    const inputs = await checked({ vmName: "sql01" });
    const first = await provider.create(inputs);
    await provider.end("SIGKILL");
    provider = await ProviderProcess.start(folder, config);
    const second = await provider.create(await checked({ vmName: "sql01" }));
    expect(second.id).toBe(first.id);
    expect(await host().points()).toHaveLength(1);
  });

  test("forgets a creation that the engine has shown to know", async () => {
    const inputs = await checked({ vmName: "sql01" });
    const { id, outputs } = await provider.create(inputs);
    await provider.end("SIGKILL");
    provider = await ProviderProcess.start(folder, config);
    await provider.diff(id, outputs, inputs);
    const another = await provider.create(inputs);
    expect(another.id).not.toBe(id);
  });

  test("says what went wrong without a stack trace", async () => {
    describeHost({ rights: "none" });
    await expect(provider.read("Microsoft:x", { __provider: text })).rejects.toThrow("Hyper-V Administrators");
    expect(provider.output.join("")).not.toMatch(/\n\s+at /);
  });

  test("reports a bad configuration at the first check, not as a crash", async () => {
    const other = await ProviderProcess.start(folder, { "hyperv-reference-points:connection": "winrm" });
    await expect(other.check({}, { __provider: text, vmName: "sql01" })).rejects.toThrow(/connection is "winrm"/);
    await other.end();
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "ends quietly at %s, as the engine ends it after each command",
    async (signal) => {
      await provider.create(await checked({ vmName: "sql01" }));
      // One that takes too long to end does so with another code.
      expect(await provider.end(signal)).toEqual({ code: 0, signal: null });
      expect(provider.output).toEqual([]);
    },
  );
});
