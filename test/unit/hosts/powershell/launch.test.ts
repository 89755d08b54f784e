import { describe, expect, test } from "vitest";
import { launchOf } from "../../../../provider/src/hosts/powershell/launch";

const call = "0123456789abcdef";

describe("the PowerShell that is started", () => {
  test.each([
    ["win32", undefined, "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"],
    ["linux", undefined, "pwsh"],
    ["linux", "/opt/pwsh", "/opt/pwsh"],
  ] as const)("on %s, with %s configured, is %s", (platform, powershell, executable) => {
    const connection = powershell === undefined ? {} : { powershell };
    const launch = launchOf({ connection: "local", ...connection }, { platform, environment: {} });
    expect(launch.executable).toBe(executable);
  });

  test("gets no profile and asks no questions", () => {
    expect(launchOf({ connection: "local" }).options).toEqual({ "-NoProfile": true, "-NonInteractive": true });
  });

  test.each([
    ["username", "ad\0min"],
    ["username", "admin\n"],
    ["password", "s\u00003\u0000cret"],
    ["password", "s3cret\r\n"],
    ["powershell", "pwsh\0"],
  ])("is not started with a %s that holds a NUL or a line break, and it is not repeated", (key, value) => {
    const connection = { connection: "wsman", computerName: "hv01", username: "admin", password: "s3cret" } as const;
    const start = () => launchOf({ ...connection, [key]: value });
    expect(start).toThrow(new RegExp(`^${key} must not contain a (?:NUL|line break)`));
    expect(start).not.toThrow(/s.?3|ad.min|pwsh/);
  });

  test("is not reached over ssh by a name that holds a line break", () => {
    expect(() => launchOf({ connection: "ssh", sshHost: "hv01\n" })).toThrow(/^sshHost must not contain a line break/);
  });

  test("gets the password in its environment, and no other secret of this program", () => {
    const environment = { HYPERV_RP_PASSWORD: "s3cret", pulumi_config: "s3cret", PATH: "/bin" };
    const connection = { connection: "wsman", computerName: "hv01", username: "admin", password: "s3cret" } as const;
    const launch = launchOf(connection, { environment });
    expect(launch.environment).toMatchObject({ HYPERV_RP_BRIDGE_PASSWORD: "s3cret", PATH: "/bin", TERM: "dumb" });
    expect(Object.values(launch.environment).filter((value) => value === "s3cret")).toHaveLength(1);
    const { environment: _, ...others } = launch;
    expect(JSON.stringify([others, launch.loadLine(call)])).not.toContain("s3cret");
  });
});

describe("the script is loaded", () => {
  test("from its file, by a line that does not hold the path", () => {
    const launch = launchOf({ connection: "local" }, { script: "C:\\it's\\Größe\\bridge.ps1" });
    expect(launch.loadLine(call)).toContain(". $env:HYPERV_RP_BRIDGE_SCRIPT");
    expect(launch.loadLine(call)).toMatch(/^[ -~]+$/);
    expect(launch.environment.HYPERV_RP_BRIDGE_SCRIPT).toBe("C:\\it's\\Größe\\bridge.ps1");
  });

  test("over ssh as text, in one line of ASCII", () => {
    expect(launchOf({ connection: "ssh", sshHost: "hv01" }).loadLine(call)).toMatch(/^[ -~]+$/);
  });
});

describe("ssh", () => {
  test("gets the host as a host, whatever it looks like, and one command line", () => {
    const { executable, options } = launchOf(
      { connection: "ssh", sshHost: "-oProxyCommand=calc" },
      { platform: "linux" },
    );
    expect(executable).toBe("ssh");
    expect(Object.entries(options)).toEqual([
      ["-NoLogo", false],
      ["-T", true],
      ["-oBatchMode=yes", true],
      ["--", "-oProxyCommand=calc"],
      ["powershell -NoLogo -NoProfile -NonInteractive", true],
    ]);
  });

  test("is that of Windows, and gets no secret of this program", () => {
    const environment = { SystemRoot: "C:\\Windows", PULUMI_ACCESS_TOKEN: "s3cret", SSH_AUTH_SOCK: "agent" };
    const launch = launchOf({ connection: "ssh", sshHost: "hv01" }, { platform: "win32", environment });
    expect(launch.executable).toBe("C:\\Windows\\System32\\OpenSSH\\ssh.exe");
    expect(launch.environment).toEqual({ SystemRoot: "C:\\Windows", SSH_AUTH_SOCK: "agent" });
  });

  test("starts the PowerShell that is configured for the host", () => {
    const { options } = launchOf({ connection: "ssh", sshHost: "hv01", powershell: "env TERM=dumb pwsh" });
    expect(options).toHaveProperty("env TERM=dumb pwsh -NoLogo -NoProfile -NonInteractive", true);
  });
});

describe("a remote computer", () => {
  test("is reached by WSMan with its options", () => {
    const launch = launchOf({
      connection: "wsman",
      computerName: "hv01",
      username: "admin",
      password: "s3cret",
      authentication: "Kerberos",
      useSsl: true,
      port: 5986,
    });
    expect(launch.remote).toEqual({
      protocol: "Wsman",
      computerName: "hv01",
      username: "admin",
      authentication: "Kerberos",
      useSsl: true,
      port: 5986,
    });
  });

  test("is reached by DCOM", () => {
    const { remote, host } = launchOf({ connection: "dcom", computerName: "hv01" });
    expect(remote).toEqual({ protocol: "Dcom", computerName: "hv01" });
    expect(host).toBe("hv01 (dcom)");
  });
});
