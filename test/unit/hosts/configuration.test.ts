import { describe, expect, test } from "vitest";
import { environmentName, readConfiguration } from "../../../provider/src/hosts/configuration";

function read(configured: Record<string, string>, environment: Record<string, string> = {}) {
  return readConfiguration((key) => configured[key], { PULUMI_HOME: "/home/me/.pulumi", ...environment });
}

describe("the configuration", () => {
  test("is the local host when nothing is said", () => {
    expect(read({})).toEqual({
      connection: { connection: "local" },
      rctTypeParameter: undefined,
      journal: "/home/me/.pulumi/hyperv-reference-points/journal",
    });
  });

  test("turns texts into what they stand for", () => {
    const { connection } = read({ connection: "wsman", computerName: "hv01", useSsl: "true", port: "5986" });
    expect(connection).toEqual({ connection: "wsman", computerName: "hv01", useSsl: true, port: 5986 });
  });

  test("falls back on the environment, key by key", () => {
    const environment = {
      HYPERV_RP_CONNECTION: "ssh",
      HYPERV_RP_SSH_HOST: "admin@hv01",
      HYPERV_RP_RCT_TYPE_PARAMETER: "2",
    };
    expect(read({}, environment)).toMatchObject({
      connection: { connection: "ssh", sshHost: "admin@hv01" },
      rctTypeParameter: 2,
    });
    expect(read({ sshHost: "hv02" }, environment).connection).toEqual({ connection: "ssh", sshHost: "hv02" });
  });

  test("leaves alone what the environment says about another connection", () => {
    const environment = { HYPERV_RP_SSH_HOST: "admin@hv01", HYPERV_RP_PASSWORD: "secret" };
    expect(read({ connection: "simulated", simulatedHost: "host.json" }, environment).connection).toEqual({
      connection: "simulated",
      simulatedHost: "host.json",
    });
  });

  test.each([
    ["computerName", "HYPERV_RP_COMPUTER_NAME"],
    ["sshHost", "HYPERV_RP_SSH_HOST"],
    ["password", "HYPERV_RP_PASSWORD"],
  ])("%s is %s in the environment", (key, name) => {
    expect(environmentName(key)).toBe(name);
  });
});

describe("a mistake in the configuration is told:", () => {
  test("a connection that does not exist, with those that do", () => {
    expect(() => read({ connection: "winrm" })).toThrow(
      'hyperv-reference-points:connection is "winrm"; it must be one of "local", "wsman", "dcom", "ssh", "simulated"',
    );
  });

  test("a key that is missing, with the variable that can stand in for it", () => {
    expect(() => read({ connection: "ssh" })).toThrow(
      'connection "ssh" needs hyperv-reference-points:sshHost (or the environment variable HYPERV_RP_SSH_HOST)',
    );
  });

  test("a key that belongs to another connection", () => {
    expect(() => read({ connection: "local", sshHost: "hv01" })).toThrow(
      'hyperv-reference-points:sshHost does not belong to connection "local"',
    );
  });

  test.each(["wsman", "dcom"])("a username without a password for %s, and the other way round", (connection) => {
    const remote = { connection, computerName: "hv01" };
    expect(() => read({ ...remote, username: "admin" })).toThrow(
      /hyperv-reference-points:password: username and password/,
    );
    expect(() => read({ ...remote, password: "s3cret" })).toThrow(/username and password are given together/);
    expect(read({ ...remote, username: "admin", password: "s3cret" }).connection).toMatchObject({ username: "admin" });
  });

  test("a value that cannot be, without repeating a secret one", () => {
    expect(() => read({ connection: "wsman", computerName: "hv01", port: "many" })).toThrow(
      /hyperv-reference-points:port/,
    );
    const empty = () => read({ connection: "wsman", computerName: "", password: "s3cret" });
    expect(empty).toThrow(/hyperv-reference-points:computerName/);
    expect(empty).not.toThrow(/s3cret/);
  });
});
