import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
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

  test.each<[string, string, RegExp, boolean]>([
    [
      "ends at once",
      "exit 0",
      /ended with code 0 before its first answer, and said nothing\. Check that it is there/,
      true,
    ],
    [
      "fails in silence",
      "exit 1",
      /ended with code 1 before its first answer, and said nothing\. Check that it is/,
      true,
    ],
    [
      "refuses its arguments",
      'exec bash "$@"',
      /ended with code 2 before its first answer\. .* It said: bash: -N\w*: invalid option/,
      true,
    ],
    ["is not there behind a script", "exec /nowhere/pwsh", /ended with code 12[67] before its first answer/, true],
    ["crashes", "kill -SEGV $$", /PowerShell for this computer has ended by SIGSEGV/, false],
    ["writes back what it is sent", "exec cat", /is no PowerShell: it echoes its input/, true],
    [
      "is bash behind a script",
      "exec bash",
      /ended with code 2 before its first answer\. .*It said: bash: .*syntax error/,
      true,
    ],
    [
      "is another shell",
      'while read -r line; do echo "sh: $line: not found" >&2; done',
      /is no PowerShell: it does not understand the first command/,
      true,
    ],
    [
      "hangs",
      "sleep 60",
      /has not answered within 3 s and was ended; .* \(if it never does: is .*\/powershell a P/,
      false,
    ],
  ])("something that is no PowerShell and %s", async (_, script, message, permanent) => {
    const powershell = join(temporaryFolder(), "powershell");
    writeFileSync(powershell, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { session } = openStandIn(
      {},
      { connection: { connection: "local", powershell }, deadlines: { open: 3_000 } },
    );
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      permanent,
      message: expect.stringMatching(message),
    });
  });

  test("a program that this account may not execute", async () => {
    const powershell = join(temporaryFolder(), "powershell");
    writeFileSync(powershell, "");
    const { session } = openStandIn({}, { connection: { connection: "local", powershell } });
    await expect(session.get(thing)).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/could not be started: this account may not execute it \(EACCES\)$/),
    });
  });

  test.each<[string, Behaviour, CimError["kind"], RegExp]>([
    [
      "Constrained Language Mode, in which not even the delimiters come",
      { languageMode: "ConstrainedLanguage" },
      "Unavailable",
      /PowerShell on this computer runs in ConstrainedLanguage mode .*The bridge needs FullLanguage mode/,
    ],
    [
      "NoLanguage mode, in which nothing comes",
      { languageMode: "NoLanguage" },
      "Unavailable",
      /PowerShell on this computer runs in NoLanguage mode .*The bridge needs FullLanguage mode/,
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
      "CIM cmdlets that cannot be loaded",
      {
        openError: { id: "HvBridge.CimCmdletsBroken", message: "The module CimCmdlets cannot be loaded: Datei fehlt." },
      },
      "Unavailable",
      /The module CimCmdlets cannot be loaded: Datei fehlt\. Run Import-Module/,
    ],
    [
      "a host that cannot be reached",
      { openError: { messageId: "HRESULT 0x80338012", message: "Der Client kann nicht verbinden" } },
      "Unavailable",
      /no session with this computer: the host cannot be reached \(0x80338012\)\. .* It said: Der Client kann nicht verb/,
    ],
    [
      "a logon that the host refuses",
      {
        openError: {
          id: "HRESULT 0x80070005,Microsoft.Management.Infrastructure.CimCmdlets.NewCimSessionCommand",
          messageId: "HRESULT 0x80070005",
          nativeErrorCode: "AccessDenied",
          message: "Zugriff verweigert",
        },
      },
      "AccessDenied",
      /: the host refused the logon \(AccessDenied, 0x80070005\)\. Check username and password.*It said: Zugriff verweigert$/,
    ],
  ])("%s", async (_, behaviour, kind, message) => {
    const { session } = openStandIn(behaviour, { deadlines: { open: 20_000 } });
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
        provider: process.pid,
      },
    ]);
  });
});
