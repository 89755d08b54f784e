import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readConfiguration } from "../../../../provider/src/hosts/configuration";
import { openPowerShellHost, type PowerShellConnection } from "../../../../provider/src/hosts/powershell";
import { standInShell } from "../../../support/stand-in/behaviour";
import { readCall } from "../../../support/stand-in/bridge";
import { openStandIn, temporaryFolder } from "../../../support/stand-in/open";

/* The way of each setting from the text of a configuration to what PowerShell, or ssh, is started with. */

type Settings = Readonly<Record<string, string>>;

function connectionOf(settings: Settings): PowerShellConnection {
  const [connection] = readConfiguration((setting) => settings[setting], {}).hosts.find(undefined).nodes;
  if (connection.connection === "simulated") throw new Error("this connection has no shell");
  return connection;
}

const thing = { className: "Test_Thing", keys: { Id: "1" } };
const inBridge = (text: string) => Buffer.from(text, "utf16le").toString("base64");

/** What the first call of a shell says of the session to open. */
function sessionIn(lines: readonly string[]): Readonly<Record<string, unknown>> {
  const first = lines.find((line) => line.startsWith("Invoke-HvBridge")) ?? "";
  const [open] = readCall(first.slice("Invoke-HvBridge '".length, -1)).operations;
  return open !== undefined && "remote" in open ? { ...open.remote } : {};
}

describe("over WSMan, a setting becomes a field of the session that the shell opens:", () => {
  const base = { connection: "wsman", computerName: "hv01", powershell: standInShell };

  /** What the shell is told about the session, beside the name of the computer; and its environment. */
  async function openedWith(settings: Settings) {
    const { session, lines, report } = openStandIn({}, { connection: connectionOf({ ...base, ...settings }) });
    await session.get(thing);
    const { protocol, computerName, ...remote } = sessionIn(lines());
    expect([protocol, computerName]).toEqual(["Wsman", inBridge("hv01")]);
    return { remote, environment: report().environment };
  }

  test.each<[string, Settings, object]>([
    ["port", { port: "5987" }, { port: 5987 }],
    ["authentication", { authentication: "Negotiate" }, { authentication: "Negotiate" }],
    ["useSsl", { useSsl: "true" }, { useSsl: true }],
    ["skipCaCheck", { useSsl: "true", skipCaCheck: "true" }, { useSsl: true, skipCaCheck: true }],
    ["skipCnCheck", { useSsl: "true", skipCnCheck: "true" }, { useSsl: true, skipCnCheck: true }],
    [
      "skipRevocationCheck",
      { useSsl: "true", skipRevocationCheck: "true" },
      { useSsl: true, skipRevocationCheck: true },
    ],
    [
      "encodePortInServicePrincipalName",
      { encodePortInServicePrincipalName: "true" },
      { encodePortInServicePrincipalName: true },
    ],
    ["maxEnvelopeSizeKb", { maxEnvelopeSizeKb: "8192" }, { maxEnvelopeSizeKb: 8192 }],
    ["proxyType", { proxyType: "WinHttp" }, { proxyType: "WinHttp" }],
    ["proxyAuthentication", { proxyAuthentication: "Negotiate" }, { proxyAuthentication: "Negotiate" }],
  ])("%s", async (_, settings, expected) => {
    expect((await openedWith(settings)).remote).toEqual(expected);
  });

  test("nothing but the name of the computer, where nothing else is set: all checks are made", async () => {
    expect((await openedWith({})).remote).toEqual({});
  });

  test.each([
    ["username", "password", "HYPERV_RP_BRIDGE_PASSWORD"],
    ["proxyUsername", "proxyPassword", "HYPERV_RP_BRIDGE_PROXY_PASSWORD"],
  ])("%s, whose %s is in the environment of the shell alone", async (name, secret, variable) => {
    const { remote, environment } = await openedWith({ [name]: "ann", [secret]: "s3cret" });
    expect(remote).toEqual({ [name]: inBridge("ann") });
    expect(environment[variable]).toBe("s3cret");
  });
});

describe("over DCOM", () => {
  test("the account is all that the session is told", async () => {
    const settings = { connection: "dcom", computerName: "hv01", username: "ann", password: "s3cret" };
    const { session, lines } = openStandIn({}, { connection: connectionOf({ ...settings, powershell: standInShell }) });
    await session.get(thing);
    const expected = { protocol: "Dcom", computerName: inBridge("hv01"), username: inBridge("ann") };
    expect(sessionIn(lines())).toEqual(expected);
  });
});

describe.skipIf(process.platform === "win32")(
  "over ssh, a setting becomes an argument of ssh, and a key a file:",
  () => {
    /** The arguments of an ssh that keeps the files it was given. */
    async function startedWith(settings: Settings) {
      const folder = temporaryFolder();
      const tmp = join(folder, "tmp");
      mkdirSync(tmp);
      vi.stubEnv("TMPDIR", tmp);
      onTestFinished(() => void vi.unstubAllEnvs());
      const script = `#!/bin/sh\nfor argument; do echo "$argument"; done > ${folder}/arguments\ncp -rp ${tmp} ${folder}/files\nexit 255\n`;
      writeFileSync(join(folder, "ssh"), script, { mode: 0o755 });
      const environment = { PATH: `${folder}:${process.env.PATH}` };
      const session = openPowerShellHost(connectionOf({ connection: "ssh", sshHost: "hv01", ...settings }), {
        environment,
      });
      await expect(session.get(thing)).rejects.toMatchObject({ kind: "Unavailable" });
      await session.close();
      const args = readFileSync(join(folder, "arguments"), "utf8").trim().split("\n");
      const configuration = args[args.indexOf("-F") + 1] ?? "";
      const kept = (name: string) => configuration.replace(tmp, join(folder, "files")).replace(/config$/, name);
      return { args, kept };
    }

    const usual = ["-T", "-oBatchMode=yes"];
    const started = (powershell = "powershell") => ["--", "hv01", `${powershell} -NoLogo -NoProfile -NonInteractive`];

    test.each<[string, Settings, string[]]>([
      ["sshHost alone", {}, [...usual, ...started()]],
      ["sshPort", { sshPort: "2222" }, [...usual, "-oPort=2222", ...started()]],
      ["sshJumpHost", { sshJumpHost: "ops@jump:22" }, [...usual, "-oProxyJump=ops@jump:22", ...started()]],
      ["powershell", { powershell: "pwsh" }, [...usual, ...started("pwsh")]],
    ])("%s", async (_, settings, expected) => {
      const { args } = await startedWith(settings);
      expect(args.slice(0, expected.length)).toEqual(expected);
    });

    test.each([
      ["sshPrivateKey", "key", "-----BEGIN s3cret\n-----END\n", "-----BEGIN s3cret\n-----END\n"],
      ["sshHostKey", "known_hosts", "ssh-ed25519 s3cret", "* ssh-ed25519 s3cret\n"],
    ])("%s, in %s that only this account can read, and in no argument", async (setting, name, value, content) => {
      const { args, kept } = await startedWith({ [setting]: value });
      expect(args[2]).toBe("-F");
      expect(readFileSync(kept("config"), "utf8")).toMatch(new RegExp(`File ".*/${name}"`));
      expect(readFileSync(kept(name), "utf8")).toBe(content);
      expect(statSync(kept(name)).mode & 0o777).toBe(0o600);
      expect(args.join()).not.toContain("s3cret");
    });
  },
);

describe("the time that", () => {
  const local = { connection: "local", powershell: standInShell };

  test("a start may take is startTimeout", async () => {
    const powershell = join(temporaryFolder(), "powershell");
    writeFileSync(powershell, "#!/bin/sh\nsleep 60\n", { mode: 0o755 });
    const session = openPowerShellHost(connectionOf({ ...local, powershell, startTimeout: "1.5s" }));
    onTestFinished(() => session.close());
    await expect(session.get(thing)).rejects.toMatchObject({
      code: "HVRP225",
      message: expect.stringContaining("has not answered within 1.5 s"),
    });
  });

  test("a call may take is callTimeout", async () => {
    const connection = connectionOf({ ...local, callTimeout: "2s" });
    const { session } = openStandIn({ mishap: { call: 1, does: "silence" } }, { connection });
    await expect(session.get(thing)).rejects.toMatchObject({
      code: "HVRP225",
      message: expect.stringContaining("has not answered within 2 s"),
    });
  });
});
