import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PowerShellConnection } from "../../../../provider/src/hosts/powershell/launch";
import { probeConnection } from "../../../../provider/src/hosts/powershell/probe";
import { type Behaviour, behaving, standInShell } from "../../../support/stand-in/behaviour";
import { isAlive, type Report, temporaryFolder } from "../../../support/stand-in/open";

const standIn: PowerShellConnection = { connection: "local", powershell: standInShell };

function probe(behaviour: Behaviour = {}, connection = standIn, environment: NodeJS.ProcessEnv = {}) {
  const deadlines = { open: 3_000, call: 3_000, rest: 1_000 };
  return probeConnection(connection, deadlines, { environment: { ...behaving(behaviour), ...environment } });
}

describe("the examination of a connection", () => {
  test("ends with what the shell says of itself when all is well, and the shell ends with it", async () => {
    const report = join(temporaryFolder(), "report.json");
    expect(await probe({ report })).toEqual({
      shell: {
        version: "5.1.20348.2849",
        edition: "Desktop",
        isWindows: true,
        systemVersion: "10.0.20348.0",
        hasCimCmdlets: true,
        account: { name: "HV01\\operator", isAdministrator: false, isHyperVAdministrator: true },
      },
      noSession: undefined,
    });
    expect(isAlive((JSON.parse(readFileSync(report, "utf8")) as Report).pid)).toBe(false);
  });

  test("tells a shell that cannot open a session from none", async () => {
    const openError = { messageId: "HRESULT 0x80070005", message: "Zugriff verweigert" };
    expect(await probe({ openError })).toMatchObject({
      shell: { version: "5.1.20348.2849" },
      noSession: { kind: "AccessDenied", message: expect.stringMatching(/no session with this computer/) },
    });
  });

  const ssh: PowerShellConnection = { connection: "ssh", sshHost: "hv01" };

  test.each<[string, Behaviour, PowerShellConnection, NodeJS.ProcessEnv, string]>([
    ["no PowerShell", {}, { connection: "local", powershell: "/nowhere/pwsh" }, {}, "start"],
    ["no ssh", {}, ssh, { PATH: "/nowhere" }, "start"],
    ["language mode", { languageMode: "ConstrainedLanguage" }, standIn, {}, "load"],
    ["execution policy", { loadError: "SecurityError UnauthorizedAccess" }, standIn, {}, "load"],
    ["a program that is no PowerShell", {}, { connection: "local", powershell: "/bin/true" }, {}, "shell"],
  ])("says how far it came: %s", async (_, behaviour, connection, environment, stage) => {
    expect(await probe(behaviour, connection, environment)).toMatchObject({
      failure: { kind: "Unavailable", stage },
    });
  });
});
