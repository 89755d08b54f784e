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

  test("names its host as text", () => {
    expect(launchOf({ connection: "dcom", computerName: "fe80::1\u001b" }).host).toBe("fe80::1\\u001b (dcom)");
    expect(launchOf({ connection: "ssh", sshHost: "hv01\u001b" }).host).toBe("hv01\\u001b (ssh)");
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
    ["proxyPassword", "s3cret\0"],
  ])("is not started with a %s that holds a NUL or a line break, and it is not repeated", (key, value) => {
    const connection = { connection: "wsman", computerName: "hv01", username: "admin", password: "s3cret" } as const;
    const start = () => launchOf({ ...connection, [key]: value });
    expect(start).toThrow(new RegExp(`^${key} must not contain a (?:NUL|line break)`));
    expect(start).not.toThrow(/s.?3|ad.min|pwsh/);
  });

  test("is not reached over ssh by a name that holds a line break", () => {
    expect(() => launchOf({ connection: "ssh", sshHost: "hv01\n" })).toThrow(/^sshHost must not contain a line break/);
    const jump = { connection: "ssh", sshHost: "hv01", sshJumpHost: "jump\n" } as const;
    expect(() => launchOf(jump)).toThrow(/^sshJumpHost must not contain a line break/);
  });

  test("may be reached by keys of ssh that have several lines", () => {
    const keys = { sshPrivateKey: "-----BEGIN\nkey\n-----END\n", sshHostKey: "ssh-rsa AAAA\nssh-ed25519 AAAA\n" };
    expect(() => launchOf({ connection: "ssh", sshHost: "hv01", ...keys })).not.toThrow();
  });

  test("gets the password in its environment, and no other secret of this program", () => {
    const environment = { HYPERV_RP_PASSWORD: "s3cret", pulumi_config: "s3cret", PATH: "/bin" };
    const connection = { connection: "wsman", computerName: "hv01", username: "admin", password: "s3cret" } as const;
    const launch = launchOf(connection, { environment });
    expect(launch.environment).toMatchObject({ HYPERV_RP_BRIDGE_PASSWORD: "s3cret", PATH: "/bin", TERM: "dumb" });
    expect(launch.environment).not.toHaveProperty("HYPERV_RP_BRIDGE_PROXY_PASSWORD");
    expect(Object.values(launch.environment).filter((value) => value === "s3cret")).toHaveLength(1);
    const { environment: _, secrets, ...others } = launch;
    expect(secrets).toEqual(["s3cret"]);
    expect(JSON.stringify([others, launch.loadLine(call)])).not.toContain("s3cret");
  });
});

describe("secrets", () => {
  test("of a proxy go the way of the password", () => {
    const proxy = { proxyUsername: "proxy", proxyPassword: "s3cret" };
    const { environment, secrets, ...others } = launchOf({ connection: "wsman", computerName: "hv01", ...proxy });
    expect(secrets).toEqual(["s3cret"]);
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

describe("ssh gets its options before the host, and no secret", () => {
  test("a port, a jump host and a file with the keys", () => {
    const connection = { connection: "ssh", sshHost: "hv01", sshPort: 2222, sshJumpHost: "ops@jump:22" } as const;
    const keys = { sshPrivateKey: "s3cret\r\ns3cret\n", sshHostKey: "ssh-ed25519 AAAA" };
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
    const { secrets, ...others } = launch;
    expect(secrets).toEqual(["s3cret", "s3cret", ""]);
    expect(JSON.stringify(others)).not.toContain("s3cret");
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
