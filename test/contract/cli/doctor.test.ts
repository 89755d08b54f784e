import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand, runForJson } from "../../support/command-line";
import { usualHost } from "../../support/lifecycle";
import { simulatedFiles } from "../../support/simulated-files";
import { noSshServer, startSshServer } from "../../support/ssh-server";
import { type Behaviour, behaving, simulating, standInShell } from "../../support/stand-in/behaviour";

type Status = "ok" | "warning" | "error" | "skipped";
interface Finding {
  readonly check: string;
  readonly status: Status;
  readonly text: string;
  readonly advice?: string;
}

const local = ["--connection", "local", "--powershell", standInShell];
const checksOfHost = [
  "namespace",
  "rights",
  "vm-point-service",
  "collection-point-service",
  "host-version",
  "virtual-machines",
];

async function doctor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { code, shown } = await runForJson(["doctor", ...args], { environment });
  const findings = shown.findings as readonly Finding[];
  return {
    code,
    shown,
    findings,
    statusOf: (check: string) => findings.find((finding) => finding.check === check)?.status,
    of: (check: string) => findings.filter((finding) => finding.check === check),
  };
}

/** Everything after the error is skipped, and nothing before it. */
function expectOnlyErrorAt(findings: readonly Finding[], check: string): void {
  const at = findings.findIndex((finding) => finding.check === check);
  expect(findings[at]?.status).toBe("error");
  expect(findings.slice(0, at).map(({ status }) => status)).not.toContain("skipped");
  expect(findings.slice(0, at).map(({ status }) => status)).not.toContain("error");
  expect(new Set(findings.slice(at + 1).map(({ status }) => status))).toEqual(new Set(["skipped"]));
}

describe("on a machine without PowerShell, doctor", () => {
  const args = ["--connection", "local", "--powershell", "/nowhere/pwsh"];

  test("says so, skips all that needs it, and ends with 1", async () => {
    const { code, shown, findings, of } = await doctor(args);
    expect(code).toBe(1);
    expect(shown).toMatchObject({ schemaVersion: 1, command: "doctor", connection: "local", host: "this computer" });
    expect(shown.healthy).toBe(false);
    expectOnlyErrorAt(findings, "powershell");
    expect(findings.map(({ check }) => check)).toEqual(["journal", "powershell", "cim-cmdlets", ...checksOfHost]);
    expect(of("powershell")[0]?.text).toMatch(/there is no \/nowhere\/pwsh on this computer\. Install PowerShell/);
    expect(of("rights")[0]?.text).toBe('not checked, because of the error of "PowerShell"');
  });

  test("tells a person the same, without a stack trace", async () => {
    const { code, stdout, stderr } = await runCommand(["doctor", ...args]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/^error {4}PowerShell: PowerShell was not found/m);
    expect(stdout).toMatch(/^skipped {2}CIM cmdlets, Hyper-V's namespace, rights/m);
    expect(stdout).toMatch(/^1 error, 7 skipped\.$/m);
    expect(stdout).not.toMatch(/ at .*\.js:\d+/);
  });

  test("does not start a shell of its own choice over ssh either", async () => {
    const { code, findings } = await doctor(["--connection", "ssh", "--ssh-host", "hv01"], { PATH: "/nowhere" });
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "ssh-client");
    expect(findings[1]?.text).toMatch(/ssh was not found on this computer\. Install an OpenSSH client/);
  });
});

describe("with a PowerShell that cannot reach Hyper-V, doctor", () => {
  const missing = { id: "HvBridge.CimCmdletsMissing", message: "This PowerShell has no CIM cmdlets." };
  const onLinux = { Version: "7.4.6", Edition: "Core", IsWindows: false, HasCimCmdlets: false, SystemVersion: "6.8.0" };

  test("names the CIM cmdlets that are missing, and ssh as the way on another system", async () => {
    const { code, findings, of } = await doctor(local, behaving({ description: onLinux, openError: missing }));
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "cim-cmdlets");
    expect(of("powershell")[0]?.text).toMatch(/^PowerShell 7\.4\.6 on this computer/);
    expect(of("cim-cmdlets")[0]).toMatchObject({
      text: "this PowerShell has no module CimCmdlets: it exists on Windows only",
      advice: expect.stringMatching(/--connection ssh --ssh-host/),
    });
  });

  test("tells CIM cmdlets that cannot be loaded from none", async () => {
    const problem = "The module CimCmdlets cannot be loaded: Datei fehlt.";
    const behaviour = { description: { HasCimCmdlets: false, CimCmdletsProblem: `${problem}\r\n` } };
    const { of } = await doctor(local, behaving(behaviour));
    expect(of("cim-cmdlets")[0]).toMatchObject({ text: problem, advice: expect.stringMatching(/Import-Module/) });
  });

  test("names another PowerShell on Windows", async () => {
    const behaviour = { description: { HasCimCmdlets: false }, openError: missing };
    const { of } = await doctor(local, behaving(behaviour));
    expect(of("cim-cmdlets")[0]?.advice).toMatch(/--powershell powershell\.exe/);
  });

  test.each<[string, Behaviour, RegExp]>([
    ["language mode", { languageMode: "ConstrainedLanguage" }, /ConstrainedLanguage mode/],
    ["execution policy", { loadError: "SecurityError UnauthorizedAccess" }, /Set-ExecutionPolicy -Scope CurrentUser/],
  ])("names the %s", async (_, behaviour, message) => {
    const { code, findings, of } = await doctor(local, behaving(behaviour));
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "powershell");
    expect(of("powershell")[0]?.text).toMatch(message);
  });

  test.each([
    ["5.0.10586.117", "Desktop", "error"],
    ["5.1.14393.0", "Desktop", "ok"],
    ["6.2.7", "Core", "warning"],
    ["7.6.5", "Core", "ok"],
  ] as const)("judges version %s %s: %s", async (Version, Edition, status) => {
    const { statusOf } = await doctor(local, behaving({ description: { Version, Edition } }));
    expect(statusOf("powershell")).toBe(status);
  });

  test("tells that the remote host opens no session, and the password is nowhere", async () => {
    const openError = { messageId: "HRESULT 0x80070005", message: "Zugriff verweigert" };
    const remote = ["--connection", "wsman", "--computer-name", "hv01", "--username", "admin"];
    const environment = { ...behaving({ openError }), HYPERV_RP_PASSWORD: "s3cret" };
    const { code, shown, findings, of } = await doctor([...remote, "--powershell", standInShell], environment);
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "cim-session");
    expect(of("cim-session")[0]?.text).toMatch(/no session with hv01 \(wsman\): Zugriff verweigert/);
    expect(JSON.stringify(shown)).not.toContain("s3cret");
  });

  test("warns of a certificate that is not fully checked", async () => {
    const remote = ["--connection", "wsman", "--computer-name", "hv01", "--use-ssl", "--skip-ca-check"];
    const { of } = await doctor([...remote, "--powershell", standInShell], behaving({}));
    expect(of("cim-session")).toMatchObject([
      { status: "ok" },
      {
        status: "warning",
        text: expect.stringMatching(/^the certificate of hv01 is not fully checked \(skipCaCheck\)/),
      },
    ]);
  });

  test("tells that Hyper-V's namespace is not there", async () => {
    const queryError = {
      nativeErrorCode: "InvalidNamespace",
      messageId: "HRESULT 0x8004100e",
      message: "Ungültiger Namespace",
    };
    const { code, findings, of } = await doctor(local, behaving({ queryError }));
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "namespace");
    expect(of("namespace")[0]?.text).toMatch(/Hyper-V is not on this host: the role is not installed/);
  });
});

describe("through a PowerShell that reaches Hyper-V, doctor", () => {
  test("is content, and tells PowerShell, account and Windows", async () => {
    const { descriptionFile } = simulatedFiles();
    const { code, shown, statusOf, of } = await doctor(local, simulating(descriptionFile));
    expect({ code, healthy: shown.healthy }).toEqual({ code: 0, healthy: true });
    for (const check of ["powershell", "cim-cmdlets", ...checksOfHost])
      expect([check, statusOf(check)]).toEqual([check, "ok"]);
    expect(of("powershell")[0]?.text).toBe("Windows PowerShell 5.1.20348.2849 on this computer, run by HV01\\operator");
    expect(of("host-version")[0]?.text).toBe("HV01, Windows 10.0.20348 (Windows Server 2022)");
  });

  test("names the account that sees nothing, and the groups it is not in", async () => {
    const { descriptionFile } = simulatedFiles({ ...usualHost, rights: "none" });
    const behaviour: Behaviour = { description: { Account: "HV01\\guest", IsHyperVAdministrator: false } };
    const { code, findings, of } = await doctor(local, { ...simulating(descriptionFile), ...environmentOf(behaviour) });
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "rights");
    expect(of("rights")[0]).toMatchObject({
      text: expect.stringMatching(/^HV01\\guest sees nothing of Hyper-V: .*It is not in the local group/),
      advice: expect.stringMatching(/Hyper-V Administrators/),
    });
  });

  test("does not guess the Windows of a host that PowerShell reaches from elsewhere", async () => {
    const { descriptionFile } = simulatedFiles();
    const remote = ["--connection", "dcom", "--computer-name", "hv01", "--powershell", standInShell];
    const { code, statusOf, of } = await doctor(remote, simulating(descriptionFile));
    expect(code).toBe(0);
    expect(statusOf("cim-session")).toBe("ok");
    expect(of("host-version")[0]?.text).toMatch(/cannot be seen .* so it is Windows Server 2022 or later$/);
  });
});

describe("on the simulated host, doctor", () => {
  test("is content with a host that is", async () => {
    const { options } = simulatedFiles();
    const { code, shown, findings } = await doctor(options);
    expect(code).toBe(0);
    expect(findings.map(({ check, status }) => [check, status])).toEqual(
      ["simulated-host", ...checksOfHost].map((check) => [check, "ok"]),
    );
    expect(shown.virtualMachines).toHaveLength(4);
    expect((shown.virtualMachines as unknown[])[0]).toEqual({
      id: "5A100000-0000-4000-8000-000000000001",
      name: "sql01",
      configurationVersion: "10.0",
      incrementalBackupEnabled: false,
      disks: ["C:\\VMs\\sql01\\data.vhdx", "C:\\VMs\\sql01\\os.vhdx"],
      points: 0,
    });
    const { stdout } = await runCommand(["doctor", ...options]);
    expect(stdout).toMatch(/^All is well\.$/m);
    expect(stdout).toMatch(/^version +disks +points +incremental backup +virtual machine$/m);
    expect(stdout).toMatch(/^ +10\.0 +2 +0 +no +sql01$/m);
  });

  test("tells an account without rights from an empty host", async () => {
    const { options } = simulatedFiles({ ...usualHost, rights: "none" });
    const { code, findings, of } = await doctor(options);
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "rights");
    expect(of("rights")[0]?.text).toMatch(/an account without rights gets empty answers, not errors/);
  });

  test("finds nothing wrong with a host that is empty", async () => {
    const { options } = simulatedFiles({ virtualMachines: [] });
    const { code, of } = await doctor(options);
    expect({ code, text: of("virtual-machines")[0]?.text }).toEqual({ code: 0, text: "there are none" });
  });

  test("warns of machines that are not fit for RCT, which is no error", async () => {
    const { options } = simulatedFiles({
      virtualMachines: [
        { name: "old", configurationVersion: "5.0", disks: ["C:\\old.vhdx", "C:\\install.iso"] },
        { name: "vhd", disks: ["C:\\vhd.vhd"] },
        { name: "diskless" },
        { name: "good", disks: ["C:\\good.avhdx"] },
      ],
    });
    const { code, of } = await doctor(options);
    expect(code).toBe(0);
    const warnings = of("virtual-machines");
    expect(new Set(warnings.map(({ status }) => status))).toEqual(new Set(["warning"]));
    expect(warnings.map(({ text }) => text.replace(/ \([-0-9A-F]{36}\)/, ""))).toEqual([
      "diskless: it has no virtual hard disk, so its points have no RCT ids",
      "old: its configuration version is 5.0, and RCT needs 6.2 or later",
      "vhd: RCT needs VHDX disks, and these are not: C:\\vhd.vhd",
    ]);
    for (const { advice } of warnings) expect(advice).toBeTruthy();
  });

  test.each([
    [30, "ok"],
    [31, "warning"],
  ] as const)("with %i points of one machine: %s", async (number, status) => {
    const { options, controls } = simulatedFiles();
    for (let made = 0; made < number; made += 1) await controls.addForeignPoint("sql01");
    const { code, statusOf } = await doctor(options);
    expect({ code, status: statusOf("virtual-machines") }).toEqual({ code: 0, status });
  });

  test("tells a description that is not there, or not right", async () => {
    const { folder } = simulatedFiles();
    const { code, findings } = await doctor(["--connection", "simulated", "--simulated-host", join(folder, "no.json")]);
    expect(code).toBe(1);
    expectOnlyErrorAt(findings, "simulated-host");
    expect(findings[0]?.text).toMatch(/no\.json, but there is no such file/);
  });
});

const reason = noSshServer === undefined ? "" : ` (skipped: ${noSshServer})`;

describe.skipIf(noSshServer !== undefined)(`over ssh, doctor${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "hyperv-rp-ssh-"));
  let server: Awaited<ReturnType<typeof startSshServer>>;
  beforeAll(async () => {
    server = await startSshServer(folder);
  });
  afterAll(() => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The environment does not go along, so the stand-in's is part of the command on the host. */
  const shellOn = (descriptionFile: string) => `env STAND_IN_SIMULATED_HOST='${descriptionFile}' ${standInShell}`;
  const over = (sshHost: string, powershell: string) =>
    doctor(["--connection", "ssh", "--ssh-host", sshHost, "--powershell", powershell], server.environment);

  test("is content with a host that is", async () => {
    const { code, findings } = await over("hv01", shellOn(simulatedFiles().descriptionFile));
    expect(code).toBe(0);
    expect(findings.map(({ check, status }) => [check, status])).toEqual(
      ["journal", "ssh-client", "ssh-host", "powershell", "cim-cmdlets", ...checksOfHost].map((check) => [check, "ok"]),
    );
    expect(findings.find(({ check }) => check === "powershell")?.text).toMatch(/ on hv01, run by /);
  });

  test("tells a host that cannot be reached from one without PowerShell", async () => {
    const unreachable = await over("nobody", standInShell);
    expectOnlyErrorAt(unreachable.findings, "ssh-host");
    expect(unreachable.of("ssh-host")[0]?.text).toMatch(/^cannot reach nobody \(ssh\): .* It said: /s);
    const bare = await over("hv01", "no-such-powershell");
    expectOnlyErrorAt(bare.findings, "powershell");
    expect(bare.of("powershell")[0]?.text).toMatch(
      /before its first answer\. Check that it is there and is a PowerShell/,
    );
    expect([unreachable.code, bare.code]).toEqual([1, 1]);
  });
});

function environmentOf(behaviour: Behaviour): NodeJS.ProcessEnv {
  return { STAND_IN_BEHAVIOUR: behaving(behaviour).STAND_IN_BEHAVIOUR };
}
