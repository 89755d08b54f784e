import { Command } from "commander";
import { describe, expect, test } from "vitest";
import {
  addConnectionOptions,
  configurationFrom,
  hostLabel,
  refuseSecrets,
} from "../../../provider/src/cli/connection-options";
import { hostConnectionSchema } from "../../../provider/src/hosts/connection";

function parse(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const command = addConnectionOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return configurationFrom(command.parse(args, { from: "user" }).opts(), environment).hosts.find(undefined).nodes[0];
}

describe("the connection", () => {
  test("has an option for every key of the configuration but secrets, and but for a host that is gone", () => {
    const keys = new Set(hostConnectionSchema.options.flatMap(({ shape }) => Object.keys(shape)));
    const names = addConnectionOptions(new Command()).options.map((option) => option.attributeName());
    expect(new Set(names)).toEqual(
      new Set([...keys].filter((key) => !["gone", "password", "proxyPassword", "sshPrivateKey"].includes(key))),
    );
  });

  test("is what the options say", () => {
    expect(parse(["--connection", "ssh", "--ssh-host", "admin@hv01"])).toEqual({
      connection: "ssh",
      sshHost: "admin@hv01",
    });
    expect(parse(["--connection", "wsman", "--computer-name", "hv01", "--use-ssl", "--port", "5986"])).toEqual({
      connection: "wsman",
      computerName: "hv01",
      useSsl: true,
      port: 5986,
    });
  });

  test("is what the environment says where there is no option, the password always", () => {
    const environment = {
      HYPERV_RP_CONNECTION: "dcom",
      HYPERV_RP_COMPUTER_NAME: "hv01",
      HYPERV_RP_PASSWORD: "s3cret",
    };
    expect(parse(["--computer-name", "hv02", "--username", "admin"], environment)).toEqual({
      connection: "dcom",
      computerName: "hv02",
      username: "admin",
      password: "s3cret",
    });
  });

  test("is this computer by default", () => {
    expect(parse([])).toEqual({ connection: "local" });
  });

  test.each([
    [["--connection", "winrm"], '--connection is "winrm"; it must be one of "local"'],
    [["--connection", "ssh"], 'connection "ssh" needs --ssh-host (or the environment variable HYPERV_RP_SSH_HOST)'],
    [["--ssh-host", "hv01"], '--ssh-host does not belong to connection "local"'],
    [["--connection", "ssh", "--ssh-host", ""], "--ssh-host: "],
    [["--connection", "wsman", "--computer-name", "h", "--port", "x"], "--port: "],
    [["--connection", "wsman", "--computer-name", "h", "--authentication", "NTLM"], "--authentication: "],
    [["--connection", "wsman", "--computer-name", "h", "--username", "u"], "HYPERV_RP_PASSWORD: username and password"],
    [
      ["--connection", "local", "--skip-ca-check"],
      '--skip-ca-check does not belong to connection "local", but to "wsman"',
    ],
  ])("that is wrong is told in the words of the command line: %j", (args, message) => {
    expect(() => parse(args)).toThrow(message);
  });
});

describe("help", () => {
  const help = addConnectionOptions(new Command("doctor")).helpInformation();

  test("says which connection an option is for, and its values", () => {
    expect(help.replace(/\s+/g, " ")).toContain("--ssh-host <value> ssh: what one types after ssh");
    expect(help.replace(/\s+/g, " ")).toContain("(local, wsman, dcom, ssh, simulated)");
    expect(help.replace(/\s+/g, " ")).toContain("(Default, Negotiate, Kerberos, CredSsp, Basic, Digest)");
  });

  test("says where a password comes from", () => {
    expect(help).toContain("HYPERV_RP_PASSWORD");
    expect(help).not.toContain("--password");
  });
});

describe("a secret on the command line", () => {
  test.each([
    [["doctor", "--password", "s3cret"], "HYPERV_RP_PASSWORD"],
    [["doctor", "--password=s3cret"], "HYPERV_RP_PASSWORD"],
    [["doctor", "--PassWord=s3cret"], "HYPERV_RP_PASSWORD"],
    [["doctor", "--pass=s3cret"], "HYPERV_RP_PASSWORD"],
    [["list", "--proxy-password=s3cret"], "HYPERV_RP_PROXY_PASSWORD"],
    [["list", "--ssh-private-key", "s3cret"], "HYPERV_RP_SSH_PRIVATE_KEY"],
  ])("is refused: %j", (args, variable) => {
    expect(() => refuseSecrets(args)).toThrow(variable);
    expect(() => refuseSecrets(args)).not.toThrow(/s3cret/);
  });
});

test.each([
  [{ connection: "local" }, "this computer"],
  [{ connection: "ssh", sshHost: "admin@hv01" }, "admin@hv01 (ssh)"],
  [{ connection: "wsman", computerName: "hv01" }, "hv01 (wsman)"],
  [{ connection: "simulated", simulatedHost: "host.json" }, "host.json (simulated)"],
] as const)("a person knows the host of %j as %s", (connection, label) => {
  expect(hostLabel(connection)).toBe(label);
});
