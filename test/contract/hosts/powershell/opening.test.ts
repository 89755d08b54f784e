import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CimError } from "../../../../provider/src/cim/error";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { bridgeScript } from "../../../../provider/src/hosts/powershell/launch";
import { type Behaviour, behaving, standInShell } from "../../../support/stand-in/behaviour";
import { readCall } from "../../../support/stand-in/bridge";
import { openStandIn, temporaryFolder } from "../../../support/stand-in/open";

const thing = { className: "Test_Thing", keys: { Id: "1" } };
const remote = {
  connection: "wsman",
  computerName: "hv01",
  username: "admin",
  password: "s3cret",
  powershell: standInShell,
} as const;

describe("what prevents a session is told, with what to do about it:", () => {
  test("no PowerShell", async () => {
    const session = openPowerShellHost({ connection: "local", powershell: "/nowhere/pwsh" });
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringMatching(
        /there is no \/nowhere\/pwsh on this computer. Install PowerShell, or name the one/,
      ),
    });
    await session.close();
  });

  test("no ssh", async () => {
    const session = openPowerShellHost({ connection: "ssh", sshHost: "hv01" }, { environment: { PATH: "/nowhere" } });
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringMatching(/ssh was not found on this computer/),
    });
    await session.close();
  });

  test("something that is not a PowerShell", async () => {
    const session = openPowerShellHost({ connection: "local", powershell: "/bin/true" });
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringMatching(/has ended with code 0/),
    });
    await session.close();
  });

  test.each<[string, Behaviour, CimError["kind"], RegExp]>([
    [
      "Constrained Language Mode, in which not even the delimiters come",
      { languageMode: "ConstrainedLanguage" },
      "Unavailable",
      /PowerShell on this computer runs in ConstrainedLanguage mode .*An administrator can/,
    ],
    [
      "an execution policy",
      { loadError: "SecurityError UnauthorizedAccess" },
      "Unavailable",
      /execution policy of PowerShell forbids .*Set-ExecutionPolicy -Scope CurrentUser RemoteSigned/,
    ],
    [
      "a script that cannot be loaded for another reason",
      { loadError: "ParserError MissingEndCurlyBrace" },
      "Unavailable",
      /cannot load the bridge script: ParserError MissingEndCurlyBrace/,
    ],
    [
      "no CIM cmdlets",
      { openError: { id: "HvBridge.CimCmdletsMissing", message: "This PowerShell has no CIM cmdlets." } },
      "Unavailable",
      /This PowerShell has no CIM cmdlets\. They exist on Windows only/,
    ],
    [
      "a host that cannot be reached",
      { openError: { messageId: "HRESULT 0x80338012", message: "Der Client kann nicht verbinden" } },
      "Unavailable",
      /no session with this computer: Der Client kann nicht verbinden \(0x80338012\)\. Check that the host is on/,
    ],
    [
      "a logon that the host refuses",
      {
        openError: { messageId: "HRESULT 0x80070005", nativeErrorCode: "AccessDenied", message: "Zugriff verweigert" },
      },
      "AccessDenied",
      /Zugriff verweigert \(AccessDenied, 0x80070005\)\. Add the account to the local group "Hyper-V Administrators"/,
    ],
  ])("%s", async (_, behaviour, kind, message) => {
    const { session } = openStandIn(behaviour, { deadlines: { open: 3_000 } });
    await expect(session.get(thing)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test("a host without Hyper-V, by the first call", async () => {
    const { session } = openStandIn();
    const fault = {
      nativeErrorCode: "InvalidNamespace",
      messageId: "HRESULT 0x8004100e",
      message: "Ungültiger Namespace",
    };
    const call = session.get({ className: "Test_Thing", keys: { Id: `fault:${JSON.stringify(fault)}` } });
    await expect(call).rejects.toMatchObject({
      kind: "Failed",
      message: expect.stringMatching(/the role is not installed/),
    });
  });

  test("to all who wait for it at once, and another try starts another shell", async () => {
    const { session, starts } = openStandIn({ loadError: "SecurityError UnauthorizedAccess" });
    const calls = await Promise.allSettled(Array.from({ length: 30 }, () => session.get(thing)));
    expect(calls.every(({ status }) => status === "rejected")).toBe(true);
    expect(starts()).toBe(1);
    await expect(session.get(thing)).rejects.toMatchObject({ kind: "Unavailable" });
    expect(starts()).toBe(2);
  });
});

describe("the bridge script", () => {
  test("is found under any path", async () => {
    const folder = join(temporaryFolder(), "it's $(here) `Größe");
    mkdirSync(folder);
    const script = join(folder, "bridge.ps1");
    copyFileSync(bridgeScript, script);
    const session = openPowerShellHost(
      { connection: "local", powershell: standInShell },
      { environment: behaving({}), script },
    );
    expect(await session.get(thing)).toBeDefined();
    await session.close();
  });
});

describe("a password", () => {
  test("reaches the shell, and nothing else", async () => {
    const environment = { HYPERV_RP_PASSWORD: "s3cret" };
    const { session, lines, report } = openStandIn({}, { connection: remote, environment });
    await session.get(thing);
    const { password, own, arguments: given } = report();
    expect(password).toBe("s3cret");
    expect(own).toBeUndefined();
    expect(given.join(" ")).not.toContain("s3cret");
    const decoded = lines().map(
      (line) => line + Buffer.from(/'([A-Za-z0-9+/=]+)'$/.exec(line)?.[1] ?? "", "base64").toString(),
    );
    const spellings = [
      "s3cret",
      Buffer.from("s3cret").toString("base64"),
      Buffer.from("s3cret", "utf16le").toString("base64"),
    ];
    for (const spelling of spellings) expect(decoded.join("\n")).not.toContain(spelling);
  });

  test("is not in an error", async () => {
    const { session } = openStandIn({ mishap: { call: 1, does: { exit: 1 } } }, { connection: remote });
    const error = await session.get(thing).catch((error: unknown) => error);
    expect(JSON.stringify([String(error), (error as Error).stack, error])).not.toContain("s3cret");
  });
});

describe("the session on the host", () => {
  test("is opened with what is configured", async () => {
    const settings = {
      authentication: "Kerberos",
      useSsl: true,
      port: 5986,
      skipCaCheck: true,
      skipCnCheck: true,
      skipRevocationCheck: true,
      encodePortInServicePrincipalName: true,
      maxEnvelopeSizeKb: 8192,
      proxyType: "WinHttp",
      proxyAuthentication: "Negotiate",
    } as const;
    const connection = { ...remote, ...settings, proxyUsername: "proxy", proxyPassword: "s3cret" };
    const { session, lines } = openStandIn({}, { connection });
    await session.get(thing);
    const [first = ""] = lines().filter((line) => line.startsWith("Invoke-HvBridge"));
    const utf16 = (text: string) => Buffer.from(text, "utf16le").toString("base64");
    expect(readCall(first.slice("Invoke-HvBridge '".length, -1)).operations).toEqual([
      {
        kind: "open",
        namespace: "root/virtualization/v2",
        remote: {
          protocol: "Wsman",
          computerName: utf16("hv01"),
          username: utf16("admin"),
          proxyUsername: utf16("proxy"),
          ...settings,
        },
      },
    ]);
  });
});
