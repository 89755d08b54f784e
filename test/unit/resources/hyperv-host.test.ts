import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { HyperVHost, type HyperVHostArgs, VmReferencePoint } from "../../../provider/src";

const inputs = new Map<string, Record<string, unknown>>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs: given }) => {
      inputs.set(name, given);
      return { id: name, state: given };
    },
    call: () => ({}),
  });
});
afterEach(() => pulumi.runtime.setAllConfig({}));

const declare = (args: Record<string, unknown>) => () => new HyperVHost("hv01", args as unknown as HyperVHostArgs);

describe("a HyperVHost", () => {
  test("has no setting that does not exist", () => {
    expect(declare({ connection: "wsman", computerName: "hv01", usessl: true })).toThrow(
      /^HyperVHost "hv01": unknown setting "usessl"\. Did you mean "useSsl"\? Known are /,
    );
  });

  test("has no setting of another connection", () => {
    expect(declare({ connection: "simulated", simulatedHost: "host.json", sshHost: "hv01" })).toThrow(
      'HyperVHost "hv01": "sshHost" does not belong to connection "simulated", but to "ssh"',
    );
  });

  test("may have its connection from an output, and settings that are undefined", () => {
    expect(declare({ connection: pulumi.output("ssh"), sshHost: "hv01", simulatedHost: undefined })).not.toThrow();
    expect(declare({ connection: "ssh", sshHost: "hv01", simulatedHost: undefined })).not.toThrow();
  });

  test("refuses by an error that ends the program without a stack trace", () => {
    const error = (() => {
      try {
        return declare({ nothing: 1 })();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect((error as Error).stack).toBe((error as Error).message);
  });

  test("keeps accounts, passwords and keys secret", async () => {
    const withPasswords = new HyperVHost("secrets", {
      connection: "wsman",
      computerName: "hv01",
      username: "a",
      password: "b",
      proxyUsername: "c",
      proxyPassword: "d",
    });
    const withKey = new HyperVHost("key", { connection: "ssh", sshHost: "hv01", sshPrivateKey: "k", sshHostKey: "h" });
    for (const { urn } of [withPasswords, withKey]) await new Promise((resolve) => urn.apply(resolve));
    const isSecret = ([, value]: [string, unknown]) => typeof value === "object" && value !== null;
    const secretsOf = (name: string) =>
      Object.entries(inputs.get(name) ?? {})
        .filter(isSecret)
        .map(([key]) => key.split(":")[1]);
    expect(secretsOf("secrets").sort()).toEqual(["password", "proxyPassword", "proxyUsername", "username"]);
    expect(secretsOf("key")).toEqual(["sshPrivateKey"]);
  });
});

describe("a resource", () => {
  const point = (opts?: pulumi.CustomResourceOptions) => () => new VmReferencePoint("sql01", { vmName: "sql01" }, opts);

  test("is not declared in a stack with a misspelt key", () => {
    pulumi.runtime.setAllConfig({ "hyperv-reference-points:usessl": "true" });
    expect(point()).toThrow(/^unknown configuration key hyperv-reference-points:usessl\./);
  });

  test("of an explicit provider has nothing to do with the stack's host", () => {
    pulumi.runtime.setAllConfig({ "hyperv-reference-points:sshHost": "hv01" });
    const provider = new HyperVHost("other", { connection: "local" });
    expect(point({ provider })).not.toThrow();
    const parent = new pulumi.ComponentResource("acme:Other", "parent", {}, { providers: [provider] });
    expect(point({ parent })).not.toThrow();
  });

  test("names no host beside an explicit provider, be it inherited", () => {
    const provider = new HyperVHost("third", { connection: "local" });
    const parent = new pulumi.ComponentResource("acme:Third", "parent", {}, { providers: [provider] });
    const onHv01 = (opts?: pulumi.CustomResourceOptions) => () =>
      new VmReferencePoint("sql01", { vmName: "sql01", host: "hv01" }, opts);
    for (const opts of [{ provider }, { parent }]) {
      expect(onHv01(opts)).toThrow('"sql01": host and a HyperVHost are both given');
      expect(() => VmReferencePoint.get("sql01", "P", { host: "hv01", ...opts })).toThrow("host and a HyperVHost");
    }
    expect(onHv01()).not.toThrow();
  });
});
