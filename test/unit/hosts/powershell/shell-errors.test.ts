import { describe, expect, test } from "vitest";
import { launchOf } from "../../../../provider/src/hosts/powershell/launch";
import * as failure from "../../../../provider/src/hosts/powershell/shell-errors";

const local = launchOf({ connection: "local", powershell: "pwsh" }, { platform: "linux" });
const ssh = launchOf({ connection: "ssh", sshHost: "hv01" }, { platform: "linux" });
const exited = (code: number) => ({ code, signal: null });

describe("a program that could not be started", () => {
  test.each<[string | undefined, RegExp, boolean]>([
    ["ENOENT", /^PowerShell was not found: there is no pwsh on this computer\. Install PowerShell/, true],
    ["EACCES", /^pwsh for this computer could not be started: this account may not execute it \(EACCES\)$/, true],
    ["ENOEXEC", /: it is no program for this computer \(ENOEXEC\)$/, true],
    ["EMFILE", /: this computer has no memory, processes or files left for it \(EMFILE\)$/, false],
    ["UNKNOWN", /: the operating system refused \(UNKNOWN\)$/, false],
    [undefined, /: the operating system refused$/, false],
    ["ERR_INVALID_ARG_VALUE", /: an argument or a variable of its environment is invalid/, true],
  ])("is explained by its code: %s", (code, message, permanent) => {
    const error = Object.assign(new Error("spawn failed: received 's3cret'"), { code });
    const told = failure.couldNotStart(local, error);
    expect(told).toMatchObject({ stage: "start", permanent, message: expect.stringMatching(message) });
    expect(JSON.stringify([told.message, told.stack, told.cause])).not.toContain("s3cret");
  });

  test("is shown as text", () => {
    const launch = launchOf({ connection: "local", powershell: "pwsh\u001b" }, { platform: "linux" });
    const texts = ["ENOENT", "EACCES"].map(
      (code) => failure.couldNotStart(launch, Object.assign(new Error(), { code })).message,
    );
    expect(texts).toEqual([
      expect.stringContaining("there is no pwsh\\u001b on this computer"),
      expect.stringMatching(/^pwsh\\u001b for this computer/),
    ]);
  });

  test("is ssh over ssh", () => {
    expect(failure.couldNotStart(ssh, Object.assign(new Error(), { code: "EACCES" })).message).toMatch(/^ssh for hv01/);
  });
});

describe("a shell that ends before its first answer", () => {
  test.each<[string, string, number, string, RegExp, boolean]>([
    [
      "ssh's own code",
      "powershell",
      255,
      "@ HOST IDENTIFICATION @\nHost key verification failed.",
      /^cannot reach hv01 \(ssh\): the host key is not known\. Compare .* It said: @ HOST IDENTIFICATION @ \| Host key/,
      true,
    ],
    [
      "a path with a space",
      "C:\\Program Files\\PowerShell\\7\\pwsh.exe",
      1,
      "'C:\\Program' is not recognized",
      /^the path of PowerShell on hv01 \(ssh\) has a space and no quotes: write powershell as "C:\\Program Files\\.*exe",/,
      true,
    ],
    [
      "a path with a space in quotes",
      '"C:\\Program Files\\PowerShell\\7\\pwsh.exe"',
      1,
      "not found",
      /ended with code 1 before its first answer\. Check that it is there/,
      true,
    ],
    [
      "a command with words",
      "env TERM=dumb pwsh",
      127,
      "",
      /^env TERM=dumb pwsh on hv01 \(ssh\) ended with code 127 before its first answer, and said nothing/,
      true,
    ],
    [
      "a path and words",
      "C:\\pwsh\\pwsh.exe -Sta",
      1,
      "",
      /ended with code 1 before its first answer, and said nothing/,
      true,
    ],
    ["a code of Windows", "powershell", 0xc0000142, "", /ended with code 3221225794 before its first answer/, false],
  ])("over ssh: %s", (_, powershell, code, errors, message, permanent) => {
    const launch = launchOf({ connection: "ssh", sshHost: "hv01", powershell }, { platform: "linux" });
    expect(failure.ended(launch, exited(code), errors, false)).toMatchObject({
      permanent,
      stage: code === 255 ? "reach" : "shell",
      message: expect.stringMatching(message),
    });
  });

  test("and one that ends later is another matter: ssh's code is that of a lost connection", () => {
    const error = failure.ended(ssh, exited(255), "Timeout, server hv01 not responding.", true);
    expect(error.message).toBe(
      "PowerShell for hv01 (ssh) has ended with code 255. It said: Timeout, server hv01 not responding.",
    );
    expect(error).toMatchObject({ stage: "shell", permanent: false });
  });
});

describe("what is given up over ssh was not ended there", () => {
  test.each([
    [local, "was ended"],
    [ssh, "was given up, though it may still be at work on the host"],
  ])("%#", (launch, fate) => {
    expect(failure.tooLate(launch, 1_000, "", true).message).toContain(
      `1 s and ${fate}; the next call starts a new one`,
    );
    expect(failure.outOfFrame(launch, "why").message).toContain(`(why) and ${fate}; the next call starts a new one`);
  });
});

describe("a bridge that cannot be loaded", () => {
  test.each([
    ["load ", /cannot load the bridge script: it gave no reason$/],
    [
      "load ParserError ::error::\u001b[2J",
      /cannot load the bridge script: ParserError \\u003a:error\\u003a:\\u001b\[2J$/,
    ],
  ])("is explained by what it says: %j", (reason, message) => {
    expect(failure.cannotLoad(local, reason).message).toMatch(message);
  });
});

describe("a bridge that may not be loaded", () => {
  test.each([
    [
      local,
      "language ConstrainedLanguage",
      /^PowerShell on this computer runs in ConstrainedLanguage mode \(application control/,
    ],
    [ssh, "language NoLanguage", /^PowerShell on hv01 \(ssh\) runs in NoLanguage mode/],
    [local, "load SecurityError UnauthorizedAccess", /^The execution policy of PowerShell forbids the bridge script/],
    [local, "load OpenError broken", /^PowerShell for this computer cannot load the bridge script: OpenError broken$/],
  ])("is explained by who forbids it: %#", (launch, reason, message) => {
    expect(failure.cannotLoad(launch, reason)).toMatchObject({
      stage: "load",
      code: "HVRP223",
      permanent: true,
      message: expect.stringMatching(message),
    });
  });
});

describe("a shell that does not answer in time", () => {
  test.each([
    [local, false, "shell", true],
    [local, true, "shell", false],
    [ssh, false, "reach", false],
    [ssh, true, "shell", false],
  ] as const)(
    "may be no PowerShell, or not have been reached, only where it never has: %#",
    (launch, opened, stage, doubt) => {
      const error = failure.tooLate(launch, 1_000, "", opened);
      expect(error).toMatchObject({ stage, code: "HVRP225", permanent: false });
      expect(error.message.endsWith(" (if it never does: is pwsh a PowerShell?)")).toBe(doubt);
      expect(error.message).not.toContain("It said");
    },
  );

  test("is quoted on one line", () => {
    expect(failure.tooLate(local, 1_000, "one\ntwo", true).message).toMatch(/ a new one\. It said: one \| two$/);
    expect(failure.outOfFrame(local, "why", "one").message).toMatch(/ a new one\. It said: one$/);
  });
});

describe("a program that is no PowerShell", () => {
  test.each([
    ["echo", "HVRP222", "pwsh on this computer is no PowerShell: it echoes its input"],
    ["no-powershell", "HVRP222", "pwsh on this computer is no PowerShell: it does not understand the first command"],
    ["language NoLanguage", "HVRP223", "PowerShell on this computer runs in NoLanguage mode"],
  ] as const)("is said to be none: %s", (misfit, code, message) => {
    const error = failure.ended(local, { code: null, signal: "SIGKILL", misfit }, "", false);
    expect(error).toMatchObject({ stage: "load", code, permanent: true, message: expect.stringContaining(message) });
  });
});

describe("a shell that has ended", () => {
  test("by a signal is said to have, whether it had answered or not", () => {
    for (const opened of [true, false]) {
      const error = failure.ended(local, { code: null, signal: "SIGKILL" }, "", opened);
      expect(error).toMatchObject({ code: "HVRP226", permanent: false });
      expect(error.message).toBe("PowerShell for this computer has ended by SIGKILL");
    }
  });

  test("over ssh by a signal is no path without quotes", () => {
    const powershell = "C:\\Program Files\\PowerShell\\7\\pwsh.exe";
    const launch = launchOf({ connection: "ssh", sshHost: "hv01", powershell }, { platform: "linux" });
    expect(failure.ended(launch, { code: null, signal: "SIGKILL" }, "", false).code).toBe("HVRP226");
    expect(failure.ended(launch, exited(1), "", true).code).toBe("HVRP226");
    const here = launchOf({ connection: "local", powershell }, { platform: "linux" });
    expect(failure.ended(here, exited(1), "", false).message).toContain("on this computer ended with code 1");
  });

  test("before its first answer is permanent by the codes of a program that is missing or refuses its arguments", () => {
    const codes = [0, 1, 2, 3, 126, 127, 9009];
    const permanent = codes.filter((code) => failure.ended(local, exited(code), "", false).permanent);
    expect(permanent).toEqual([0, 1, 2, 126, 127, 9009]);
  });
});

test("a session that is closed is said to be", () => {
  expect(failure.closed(ssh)).toMatchObject({ code: "HVRP212", message: "the session with hv01 (ssh) is closed" });
});
