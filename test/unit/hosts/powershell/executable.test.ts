import { describe, expect, test } from "vitest";
import { executableOf } from "../../../../provider/src/hosts/powershell/executable";

const windows = { SystemRoot: "D:\\Windows", Path: ".;;tools;C:\\Program Files\\PowerShell\\7;C:\\other" };

describe("what is started", () => {
  test.each<[NodeJS.Platform, string, NodeJS.ProcessEnv, string]>([
    ["win32", "powershell.exe", windows, "D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"],
    ["win32", "PowerShell", windows, "D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"],
    ["win32", "ssh", windows, "D:\\Windows\\System32\\OpenSSH\\ssh.exe"],
    ["win32", "ssh", {}, "C:\\Windows\\System32\\OpenSSH\\ssh.exe"],
    ["win32", "ssh", { SYSTEMROOT: "E:\\W" }, "E:\\W\\System32\\OpenSSH\\ssh.exe"],
    ["win32", "pwsh", windows, "C:\\Program Files\\PowerShell\\7\\pwsh.exe"],
    ["win32", "pwsh.exe", { PATH: "C:\\other" }, "C:\\other\\pwsh.exe"],
    ["win32", "pwsh-preview", windows, "D:\\Windows\\System32\\pwsh-preview.exe"],
    ["win32", "C:\\it's here\\pwsh.exe", windows, "C:\\it's here\\pwsh.exe"],
    ["win32", "..\\pwsh.exe", windows, "..\\pwsh.exe"],
    ["linux", "pwsh", { PATH: "/usr/bin" }, "pwsh"],
    ["linux", "powershell", {}, "powershell"],
    ["darwin", "/opt/pwsh", {}, "/opt/pwsh"],
  ])("on %s for %s", (platform, name, environment, expected) => {
    const there = ["C:\\Program Files\\PowerShell\\7\\pwsh.exe", "C:\\other\\pwsh.exe", "tools\\pwsh.exe", "pwsh.exe"];
    expect(executableOf(name, { platform, environment, exists: (path) => there.includes(path) })).toBe(expected);
  });
});
