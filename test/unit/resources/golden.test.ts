import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../../provider/package.json";
import { CollectionReferencePoint, HyperVHost, VmReferencePoint } from "../../../provider/src";
import { schemaVersion } from "../../../provider/src/engine/state";
import * as handler from "../../../provider/src/handler";

/** What the program registers with the engine. */
const registered = new Map<string, pulumi.runtime.MockResourceArgs>();

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        registered.set(args.name, args);
        return { id: args.id ?? `${args.name}-id`, state: args.inputs };
      },
      call: () => ({}),
    },
    "backup",
    "dev",
  );
});

async function registration(resource: pulumi.Resource, name: string): Promise<pulumi.runtime.MockResourceArgs> {
  await new Promise((resolve) => pulumi.output(resource.urn).apply(resolve));
  const args = registered.get(name);
  if (args === undefined) throw new Error(`${name} was not registered`);
  return args;
}

describe("state files depend on these, which never change:", () => {
  test("the type token and the provider text of VmReferencePoint", async () => {
    const { type, inputs } = await registration(new VmReferencePoint("vm", { vmName: "sql01" }), "vm");
    expect(type).toBe("pulumi-nodejs:dynamic/hyperv:VmReferencePoint");
    expect(inputs.__provider).toBe(
      'exports.handler = () => require("hyperv-reference-points/handler").vmReferencePoint();',
    );
  });

  test("the type token and the provider text of CollectionReferencePoint", async () => {
    const point = new CollectionReferencePoint("group", { collectionName: "erp" });
    const { type, inputs } = await registration(point, "group");
    expect(type).toBe("pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint");
    expect(inputs.__provider).toBe(
      'exports.handler = () => require("hyperv-reference-points/handler").collectionReferencePoint();',
    );
  });

  test("the path and the functions that the text loads", () => {
    expect(packageJson.name).toBe("hyperv-reference-points");
    expect(packageJson.exports["./handler"].default).toBe("./dist/handler.js");
    expect(packageJson.type).toBe("commonjs");
    expect(Object.keys(handler).sort()).toEqual(["collectionReferencePoint", "vmReferencePoint"]);
  });

  test("the type and the configuration keys of HyperVHost", async () => {
    const host = new HyperVHost("hv01", { connection: "wsman", computerName: "hv01", port: 5986 });
    const { type, inputs } = await registration(host, "hv01");
    expect(type).toBe("pulumi:providers:pulumi-nodejs");
    expect(inputs).toMatchObject({
      "hyperv-reference-points:connection": "wsman",
      "hyperv-reference-points:computerName": "hv01",
    });
  });

  test("the version of the outputs", () => {
    expect(schemaVersion).toBe(1);
  });
});

describe("a resource tells the provider what the engine does not:", () => {
  test("its URN and its timeouts", async () => {
    const options = { customTimeouts: { create: "1h", delete: "5m" } };
    const { inputs } = await registration(new VmReferencePoint("slow", { vmName: "sql01" }, options), "slow");
    expect(inputs.__timeouts).toEqual({ create: "1h", delete: "5m" });
    expect(inputs.__urn).toBe("urn:pulumi:dev::backup::pulumi-nodejs:dynamic/hyperv:VmReferencePoint::slow");
  });

  test("nothing about timeouts that are not set", async () => {
    const { inputs } = await registration(new VmReferencePoint("plain", { vmName: "sql01" }), "plain");
    expect(inputs).not.toHaveProperty("__timeouts");
  });

  test("that the name is a secret, with an input that keeps the output of that name one", async () => {
    const point = new VmReferencePoint("hidden", { vmName: pulumi.secret("sql01") });
    const { inputs } = await registration(point, "hidden");
    const secret = expect.objectContaining({ value: "sql01" });
    expect(inputs).toMatchObject({ vmName: secret, virtualSystemName: secret, __secretName: true });
    const open = new VmReferencePoint("open", { vmName: pulumi.output("sql01") });
    const { inputs: others } = await registration(open, "open");
    expect(others).not.toHaveProperty("__secretName");
    expect(others).not.toHaveProperty("virtualSystemName");
  });

  test("the URN of a child, which names its parent's type", async () => {
    const parent = new pulumi.ComponentResource("acme:backup:Set", "set");
    const child = new VmReferencePoint("child", { vmName: "sql01" }, { parent });
    const { inputs } = await registration(child, "child");
    expect(inputs.__urn).toBe(
      "urn:pulumi:dev::backup::acme:backup:Set$pulumi-nodejs:dynamic/hyperv:VmReferencePoint::child",
    );
  });
});

test("get asks for a point by its id", async () => {
  const args = await registration(VmReferencePoint.get("there", "Microsoft:P"), "there");
  expect(args).toMatchObject({ id: "Microsoft:P", custom: true });
});
