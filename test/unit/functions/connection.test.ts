import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hostFor } from "../../../provider/src/functions/connection";
import type { PlainHyperVHostArgs } from "../../../provider/src/functions/host";

const connectionFor = (given: Parameters<typeof hostFor>[0]) => hostFor(given).host.nodes[0];

afterEach(() => {
  vi.unstubAllEnvs();
  pulumi.runtime.setAllConfig({});
});

const simulated: PlainHyperVHostArgs = { connection: "simulated", simulatedHost: "given.json" };

function configure(): void {
  pulumi.runtime.setAllConfig({
    "hyperv-reference-points:connection": "ssh",
    "hyperv-reference-points:sshHost": "configured",
  });
}

describe("the host that a function asks", () => {
  test("is the one that is given, before the stack's", () => {
    configure();
    expect(connectionFor(simulated)).toEqual(simulated);
  });

  test("is the stack's, before the environment's", () => {
    configure();
    vi.stubEnv("HYPERV_RP_SSH_HOST", "environment");
    expect(connectionFor(undefined)).toEqual({ connection: "ssh", sshHost: "configured" });
  });

  test("is the environment's outside of a Pulumi program", () => {
    vi.stubEnv("HYPERV_RP_CONNECTION", "ssh");
    vi.stubEnv("HYPERV_RP_SSH_HOST", "environment");
    expect(connectionFor(undefined)).toEqual({ connection: "ssh", sshHost: "environment" });
  });

  test("gets from the environment what is left open, and nothing from the stack", () => {
    configure();
    vi.stubEnv("HYPERV_RP_SSH_HOST", "environment");
    expect(connectionFor({ connection: "ssh" } as PlainHyperVHostArgs)).toMatchObject({ sshHost: "environment" });
  });

  test("is the one of that name, of the stack or of the environment, or the default one", () => {
    const hosts = JSON.stringify({ hv01: { connection: "ssh", sshHost: "hv01" }, hv02: simulated });
    pulumi.runtime.setAllConfig({
      "hyperv-reference-points:hosts": hosts,
      "hyperv-reference-points:defaultHost": "hv01",
    });
    expect(connectionFor("hv02")).toEqual(simulated);
    expect(connectionFor(undefined)).toEqual({ connection: "ssh", sshHost: "hv01" });
    expect(() => connectionFor("hv03")).toThrow('there is no host "hv03" in the configuration');
    pulumi.runtime.setAllConfig({});
    vi.stubEnv("HYPERV_RP_HOSTS", hosts);
    expect(connectionFor("hv02")).toEqual(simulated);
    expect(connectionFor(simulated)).toEqual(simulated);
  });

  test("may be given with plain values of any type", () => {
    const host = { connection: "wsman", computerName: "hv01", useSsl: true, port: 5986, username: undefined } as const;
    expect(connectionFor(host)).toEqual({ connection: "wsman", computerName: "hv01", useSsl: true, port: 5986 });
  });

  test("is not given by a key that is misspelt, or by one of another connection", () => {
    expect(() => connectionFor({ connection: "ssh", sshhost: "hv01" } as unknown as PlainHyperVHostArgs)).toThrow(
      /^unknown setting host\.sshhost\. Did you mean host\.sshHost\?/,
    );
    expect(() => connectionFor({ ...simulated, sshHost: "hv01" } as unknown as PlainHyperVHostArgs)).toThrow(
      'host.sshHost does not belong to connection "simulated", but to "ssh"',
    );
  });

  test("is traced where the stack or the environment says so", () => {
    configure();
    expect(hostFor(undefined).trace).toBeUndefined();
    vi.stubEnv("HYPERV_RP_TRACE", "trace.jsonl");
    expect([hostFor(undefined).trace, hostFor(simulated).trace]).toEqual(["trace.jsonl", "trace.jsonl"]);
  });

  test("is not that of a stack with a misspelt key", () => {
    pulumi.runtime.setAllConfig({ "hyperv-reference-points:sshhost": "hv01" });
    expect(() => connectionFor(undefined)).toThrow(/^unknown configuration key hyperv-reference-points:sshhost\./);
  });
});
