import { describe, expect, test } from "vitest";
import { launchOf } from "../../../../provider/src/hosts/powershell/launch";

const call = "0123456789abcdef";

describe("the PowerShell that is started", () => {
  test.each([
    ["win32", undefined, "powershell.exe"],
    ["linux", undefined, "pwsh"],
    ["linux", "/opt/pwsh", "/opt/pwsh"],
  ] as const)("on %s, with %s configured, is %s", (platform, powershell, executable) => {
    const connection = powershell === undefined ? {} : { powershell };
    expect(launchOf({ connection: "local", ...connection }, { platform }).executable).toBe(executable);
  });

  test("gets no profile and asks no questions", () => {
    expect(launchOf({ connection: "local" }).options).toEqual({ "-NoProfile": true, "-NonInteractive": true });
  });

  test("gets the password in its environment, and not the person's variable for it", () => {
    const environment = { HYPERV_RP_PASSWORD: "s3cret", PATH: "/bin" };
    const connection = { connection: "wsman", computerName: "hv01", username: "admin", password: "s3cret" } as const;
    const launch = launchOf(connection, { environment });
    expect(launch.environment).toMatchObject({ HYPERV_RP_BRIDGE_PASSWORD: "s3cret", PATH: "/bin", TERM: "dumb" });
    expect(launch.environment).not.toHaveProperty("HYPERV_RP_PASSWORD");
    expect(launch.environment).not.toHaveProperty("HYPERV_RP_BRIDGE_PROXY_PASSWORD");
    const { environment: _, ...others } = launch;
    expect(JSON.stringify([others, launch.loadLine(call)])).not.toContain("s3cret");
  });
});

describe("secrets", () => {
  test("of a proxy go the way of the password", () => {
    const proxy = { proxyUsername: "proxy", proxyPassword: "s3cret" };
    const { environment, ...others } = launchOf({ connection: "wsman", computerName: "hv01", ...proxy });
    expect(environment).toMatchObject({ HYPERV_RP_BRIDGE_PROXY_PASSWORD: "s3cret" });
    expect(JSON.stringify(others)).not.toContain("s3cret");
  });

  test("of the environment are for no child", () => {
    const environment = { HYPERV_RP_PROXY_PASSWORD: "s3cret", HYPERV_RP_SSH_PRIVATE_KEY: "s3cret" };
    for (const connection of [{ connection: "local" }, { connection: "ssh", sshHost: "hv01" }] as const) {
      expect(JSON.stringify(launchOf(connection, { environment }).environment)).not.toContain("s3cret");
    }
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
    const { executable, options } = launchOf({ connection: "ssh", sshHost: "-oProxyCommand=calc" });
    expect(executable).toBe("ssh");
    expect(Object.entries(options)).toEqual([
      ["-NoLogo", false],
      ["-T", true],
      ["-oBatchMode=yes", true],
      ["--", "-oProxyCommand=calc"],
      ["powershell -NoLogo -NoProfile -NonInteractive", true],
    ]);
  });

  test("starts the PowerShell that is configured for the host", () => {
    const { options } = launchOf({ connection: "ssh", sshHost: "hv01", powershell: "env TERM=dumb pwsh" });
    expect(options).toHaveProperty("env TERM=dumb pwsh -NoLogo -NoProfile -NonInteractive", true);
  });
});

describe("ssh gets its options before the host, and no secret", () => {
  test("a port, a jump host and a file with the keys", () => {
    const connection = { connection: "ssh", sshHost: "hv01", sshPort: 2222, sshJumpHost: "ops@jump:22" } as const;
    const keys = { sshPrivateKey: "s3cret", sshHostKey: "ssh-ed25519 AAAA" };
    const launch = launchOf({ ...connection, ...keys }, { sshConfiguration: "/tmp/config" });
    expect(Object.entries(launch.options)).toEqual([
      ["-NoLogo", false],
      ["-T", true],
      ["-oBatchMode=yes", true],
      ["-F", "/tmp/config"],
      ["-oPort=2222", true],
      ["-oProxyJump=ops@jump:22", true],
      ["--", "hv01"],
      ["powershell -NoLogo -NoProfile -NonInteractive", true],
    ]);
    expect(JSON.stringify(launch)).not.toContain("s3cret");
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
      skipCaCheck: true,
      maxEnvelopeSizeKb: 8192,
      proxyType: "Auto",
      proxyUsername: "proxy",
      proxyPassword: "s3cret",
      powershell: "pwsh",
      startTimeout: 90_000,
      callTimeout: 90_000,
    });
    expect(launch.remote).toEqual({
      protocol: "Wsman",
      computerName: "hv01",
      username: "admin",
      authentication: "Kerberos",
      useSsl: true,
      port: 5986,
      skipCaCheck: true,
      maxEnvelopeSizeKb: 8192,
      proxyType: "Auto",
      proxyUsername: "proxy",
    });
  });

  test("is reached by DCOM", () => {
    const { remote, host } = launchOf({ connection: "dcom", computerName: "hv01" });
    expect(remote).toEqual({ protocol: "Dcom", computerName: "hv01" });
    expect(host).toBe("hv01 (dcom)");
  });
});
