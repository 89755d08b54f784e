import { describe, expect, test } from "vitest";
import { openHost } from "../../../provider/src/hosts";
import { configurationWords, readConfiguration, refuseSettings } from "../../../provider/src/hosts/configuration";

function read(configured: Record<string, string>, environment: Record<string, string> = {}) {
  const { hosts, ...general } = readConfiguration((key) => configured[key], {
    PULUMI_HOME: "/home/me/.pulumi",
    ...environment,
  });
  return { connection: hosts.find(undefined).nodes[0], ...general };
}

test.each<[string, Record<string, string>]>([
  ["the connection", {}],
  ['the HyperVHost "prov1"', { name: "prov1" }],
])("%s is what messages call it", async (called, name) => {
  const { hosts } = readConfiguration((key) => ({ connection: "local", gone: "true", ...name })[key], {});
  expect(hosts.entries).toMatchObject([{ called }]);
  const message = expect.stringMatching(`^${called} says that the host is gone for good`);
  await expect(openHost(hosts.find(undefined)).query("Msvm_ComputerSystem")).rejects.toMatchObject({ message });
});

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

  test("takes a variable that is empty for one that is not set", () => {
    const empty = Object.fromEntries(
      ["CONNECTION", "HOSTS", "DEFAULT_HOST", "RCT_TYPE_PARAMETER", "JOURNAL", "TRACE"].map((name) => [
        `HYPERV_RP_${name}`,
        "",
      ]),
    );
    expect(read({}, empty)).toEqual(read({}));
    expect(() => read({}, { HYPERV_RP_CONNECTION: "ssh", HYPERV_RP_SSH_HOST: "" })).toThrow(
      'connection "ssh" needs hyperv-reference-points:sshHost',
    );
  });

  test("leaves alone what the environment says about another connection", () => {
    const environment = { HYPERV_RP_SSH_HOST: "admin@hv01", HYPERV_RP_PASSWORD: "secret" };
    expect(read({ connection: "simulated", simulatedHost: "host.json" }, environment).connection).toEqual({
      connection: "simulated",
      simulatedHost: "host.json",
    });
  });

  test("leaves alone what the stack says about another connection: its project may say it for all stacks", () => {
    expect(read({ connection: "ssh", sshHost: "hv01", simulatedHost: "host.json" }).connection).toEqual({
      connection: "ssh",
      sshHost: "hv01",
    });
  });

  test("holds timeouts in milliseconds", () => {
    const { connection } = read({ connection: "ssh", sshHost: "hv01", startTimeout: "1m30s", callTimeout: "5m" });
    expect(connection).toMatchObject({ startTimeout: 90_000, callTimeout: 300_000 });
  });

  test("has every setting of WSMan", () => {
    const settings = {
      skipCaCheck: true,
      skipCnCheck: true,
      skipRevocationCheck: true,
      encodePortInServicePrincipalName: true,
      maxEnvelopeSizeKb: 8192,
      proxyType: "WinHttp",
      proxyAuthentication: "Negotiate",
      proxyUsername: "p",
      proxyPassword: "s3cret",
      useSsl: true,
    };
    const texts = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
    expect(read({ connection: "wsman", computerName: "hv01", ...texts }).connection).toMatchObject(settings);
  });

  test("has every setting of ssh", () => {
    const texts = { sshJumpHost: "jump", sshPrivateKey: "-----BEGIN", sshHostKey: "ssh-ed25519 A" };
    expect(read({ connection: "ssh", sshHost: "hv01", sshPort: "2222", ...texts }).connection).toEqual({
      connection: "ssh",
      sshHost: "hv01",
      sshPort: 2222,
      ...texts,
    });
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

  test("a value that cannot be, by the name of the variable that has it", () => {
    const remote = { connection: "wsman", computerName: "hv01" };
    const message = "configuration: HYPERV_RP_PORT: must be a whole number from 1 to 65535";
    expect(() => read(remote, { HYPERV_RP_PORT: "many" })).toThrow(expect.objectContaining({ message }));
    const own = "configuration: hyperv-reference-points:port: must be a whole number from 1 to 65535";
    expect(() => read({ ...remote, port: "none" }, { HYPERV_RP_PORT: "5986" })).toThrow(
      expect.objectContaining({ message: own }),
    );
  });

  test("an environment variable that does not exist", () => {
    expect(() => read({}, { HYPERV_RP_USESSL: "true" })).toThrow(
      "unknown environment variable HYPERV_RP_USESSL. Did you mean HYPERV_RP_USE_SSL?",
    );
  });

  test.each(["Basic", "Digest", "CredSsp"])("%s without an account, before anything is started", (authentication) => {
    const remote = { connection: "wsman", computerName: "hv01", authentication };
    expect(() => read(remote)).toThrow(
      'hyperv-reference-points:authentication: needs username and password when it is "Basic", "Digest" or "CredSsp"',
    );
    expect(read({ ...remote, username: "admin", password: "s3cret" }).connection).toMatchObject({ authentication });
  });

  test.each(["Default", "Negotiate", "Kerberos"])("but not %s without one", (authentication) => {
    const { connection } = read({ connection: "wsman", computerName: "hv01", authentication });
    expect(connection).toMatchObject({ authentication });
  });

  test.each(["skipCaCheck", "skipCnCheck", "skipRevocationCheck"])("%s where there is no certificate", (check) => {
    const remote = { connection: "wsman", computerName: "hv01" };
    expect(() => read({ ...remote, [check]: "true" })).toThrow(
      `hyperv-reference-points:${check}: concerns the certificate of HTTPS: set useSsl too`,
    );
    expect(read({ ...remote, [check]: "false" }).connection).toMatchObject({ [check]: false });
  });

  test("the account for a proxy without its password", () => {
    expect(() => read({ connection: "wsman", computerName: "hv01", proxyUsername: "p" })).toThrow(
      /hyperv-reference-points:proxyPassword: proxyUsername and proxyPassword must be specified together/,
    );
  });

  test.each(["soon", "0", "999ms", "-5s"])("a timeout of %s", (callTimeout) => {
    expect(() => read({ connection: "local", callTimeout })).toThrow(
      'hyperv-reference-points:callTimeout: must be a duration of at least "1s", such as "90s" or "5m"',
    );
  });

  test.each(["0", "65536", "-1", "1.5"])("port %s of WSMan", (port) => {
    expect(() => read({ connection: "wsman", computerName: "hv01", port })).toThrow(
      "hyperv-reference-points:port: must be a whole number from 1 to 65535",
    );
    expect(() => read({ connection: "wsman", computerName: "hv01", port: "65535" })).not.toThrow();
  });

  test.each(["maybe", "", "2", "1", "0", "yes", "no", "on", "enabled", "True"])(
    "neither true nor false: %s",
    (gone) => {
      expect(() => read({ connection: "local", gone })).toThrow("hyperv-reference-points:gone: must be true or false");
    },
  );

  test.each(["0", "65536", "-1", "1.5"])("port %s", (sshPort) => {
    expect(() => read({ connection: "ssh", sshHost: "hv01", sshPort })).toThrow(/hyperv-reference-points:sshPort/);
  });

  test.each(["wsman", "dcom"])("a username without a password for %s, and the other way round", (connection) => {
    const remote = { connection, computerName: "hv01" };
    expect(() => read({ ...remote, username: "admin" })).toThrow(
      /hyperv-reference-points:password: username and password/,
    );
    expect(() => read({ ...remote, password: "s3cret" })).toThrow(/username and password must be specified together/);
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

describe("settings that are given in one place", () => {
  const refuse = (given: Record<string, string>, environment: Record<string, string> = {}) =>
    refuseSettings(Object.keys(given), (key) => given[key], environment, configurationWords);

  test("must exist", () => {
    expect(() => refuse({ connection: "wsman", usessl: "true" })).toThrow(
      /^unknown configuration key hyperv-reference-points:usessl\. Did you mean hyperv-reference-points:useSsl\? Known are /,
    );
  });

  test("must belong to the connection, wherever that is chosen", () => {
    const problem = 'hyperv-reference-points:sshHost does not belong to connection "simulated", but to "ssh"';
    expect(() => refuse({ connection: "simulated", sshHost: "hv01" })).toThrow(problem);
    expect(() => refuse({ sshHost: "hv01" }, { HYPERV_RP_CONNECTION: "simulated" })).toThrow(problem);
    expect(() => refuse({ sshHost: "hv01" }, { HYPERV_RP_CONNECTION: "ssh" })).not.toThrow();
  });

  test("may be those of every connection", () => {
    expect(() => refuse({ connection: "simulated", journal: "j", rctTypeParameter: "2" })).not.toThrow();
  });
});
