import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommand, runForJson, startCommand } from "../../support/command-line";
import { eventually } from "../../support/processes";
import { simulatedFiles } from "../../support/simulated-files";
import { behaving, simulating, standInShell } from "../../support/stand-in/behaviour";
import { isAlive, type Report, temporaryFolder } from "../../support/stand-in/open";

describe("help", () => {
  test.each(["--help", "doctor --help", "list --help", "orphans --help", "help orphans"])(
    "is there for %s, and is success",
    async (line) => {
      const { code, stdout, stderr } = await runCommand(line.split(" "));
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/^Usage: hyperv-reference-points/);
      expect(stdout).toContain("HYPERV_RP_");
      // What is narrower than any terminal.
      expect(Math.max(...stdout.split("\n").map((each) => each.length))).toBeLessThanOrEqual(80);
    },
  );

  test("says that nothing is changed, what exit codes mean, and where a password comes from", async () => {
    const { stdout } = await runCommand(["--help"]);
    expect(stdout).toContain("Changes nothing on it.");
    expect(stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "Passwords and keys are taken from HYPERV_RP_PASSWORD, HYPERV_RP_PROXY_PASSWORD and HYPERV_RP_SSH_PRIVATE_KEY only.",
    );
  });

  test("without a command stands in place of one, which is bad usage", async () => {
    const { code, stdout, stderr } = await runCommand([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: hyperv-reference-points/);
  });

  test("the version is that of the package", async () => {
    const manifest = JSON.parse(readFileSync(join(__dirname, "../../../provider/package.json"), "utf8"));
    expect(await runCommand(["--version"])).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  });
});

describe("bad usage ends with 2 and says what is wrong:", () => {
  const missing = join(__dirname, "no-such-file.json");
  const cases: [string, string[], RegExp][] = [
    ["an unknown command", ["dctor"], /^error: unknown command 'dctor' \(Did you mean doctor\?\)/],
    [
      "an unknown option",
      ["list", "--vms", "x"],
      /^error: unknown option '--vms' .*See hyperv-reference-points list --help/,
    ],
    ["an argument too many", ["list", "sql01"], /^error: too many arguments/],
    ["an option without its value", ["list", "--vm"], /^error: option '--vm <name>' argument missing/],
    [
      "an unknown connection",
      ["doctor", "--connection", "winrm"],
      /--connection is "winrm"; it must be one of "local"/,
    ],
    ["an incomplete connection", ["doctor", "--connection", "ssh"], /connection "ssh" needs --ssh-host/],
    ["a password", ["doctor", "--password=s3cret"], /there is no option --password/],
    ["orphans without states", ["orphans"], /without the states of your stacks every point would be an orphan/],
    ["a state that is not there", ["orphans", "--state", missing], /no-such-file\.json: there is no such file/],
    ["a file that is no state", ["orphans", "--state", __filename], /command-line\.test\.ts: it is not JSON/],
  ];

  test.each(cases)("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/s3cret| at .*\.js:\d+/);
  });

  test.each(cases)("%s, as JSON", async (_, args) => {
    // Before the rest, where no option takes it for its value.
    const { code, stdout, stderr } = await runCommand([...args.slice(0, 1), "--json", ...args.slice(1)]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      command: ["doctor", "list", "orphans"].includes(args[0] ?? "") ? args[0] : null,
      error: { kind: "Usage", code: expect.stringMatching(/^HVRP1\d\d$/), message: expect.any(String) },
    });
    expect(stdout).not.toContain("s3cret");
  });
});

describe("a host that cannot be asked ends a command with 1:", () => {
  const nowhere = ["--connection", "local", "--powershell", "/nowhere/pwsh"];

  test("told to a person", async () => {
    const { code, stdout, stderr } = await runCommand(["list", ...nowhere]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: .*PowerShell was not found.* \(HVRP221\)\n$/s);
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
  });

  test("told as JSON", async () => {
    const { code, stdout, stderr } = await runCommand(["list", "--json", ...nowhere]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ command: "list", error: { kind: "Unavailable", code: "HVRP221" } });
  });
});

describe("a name that holds a line end", () => {
  const forged = "a\nerror: forged";

  test("leaves an error one line", async () => {
    const { options } = simulatedFiles();
    expect(await runCommand(["list", "--vm", forged, ...options])).toMatchObject({
      code: 1,
      stdout: "",
      stderr:
        'error: there is no virtual machine named "a\\u000aerror: forged" on the host. Compare with "Get-VM". (HVRP306)\n',
    });
  });

  test("is as it is in JSON", async () => {
    const { options } = simulatedFiles();
    const { stdout } = await runCommand(["list", "--json", "--vm", forged, ...options]);
    expect(JSON.parse(stdout)).toMatchObject({ command: "list", error: { message: expect.stringContaining(forged) } });
  });
});

describe("the connection", () => {
  test("comes from the environment when no option names one", async () => {
    const { descriptionFile } = simulatedFiles();
    const environment = { HYPERV_RP_CONNECTION: "simulated", HYPERV_RP_SIMULATED_HOST: descriptionFile };
    expect(await runCommand(["list"], { environment })).toMatchObject({ code: 0, stdout: /: 0 reference points/ });
  });

  test("is relative to the folder that the command runs in", async () => {
    const { folder } = simulatedFiles();
    const options = ["--connection", "simulated", "--simulated-host", "host.json"];
    const { code, stdout } = await runCommand(["list", ...options], { folder });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "host.json (simulated), host HV01: 0 reference points of virtual machines\n",
    });
  });
});

describe("a command that is left in the middle", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("by %s ends at once, silently, and its shell with it", async (signal) => {
    const report = join(temporaryFolder(), "report.json");
    const { child, ended } = startCommand(["list", "--connection", "local", "--powershell", standInShell], {
      environment: { STAND_IN_BEHAVIOUR: behaving({ report, milliseconds: 60_000 }).STAND_IN_BEHAVIOUR },
    });
    const shell = () => (JSON.parse(readFileSync(report, "utf8")) as Report).pid;
    await eventually("the shell has started", () => {
      try {
        return shell() > 0;
      } catch {
        return false;
      }
    });
    child.kill(signal);
    expect(await ended).toEqual({ code: null, signal, stdout: "", stderr: "" });
    await expect.poll(() => isAlive(shell()), { timeout: 5_000 }).toBe(false);
  });

  test("by its reader comes to its end without a word", async () => {
    const { options, controls } = simulatedFiles();
    for (let made = 0; made < 200; made += 1) await controls.addForeignPoint("sql01");
    const { child, ended } = startCommand(["list", ...options]);
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  });
});

test("no shell is left when a command is over", async () => {
  const { descriptionFile, folder } = simulatedFiles();
  const report = join(folder, "report.json");
  const environment = {
    ...simulating(descriptionFile),
    STAND_IN_BEHAVIOUR: behaving({ report }).STAND_IN_BEHAVIOUR,
  };
  const { code } = await runCommand(["doctor", "--connection", "local", "--powershell", standInShell], { environment });
  expect(code).toBe(0);
  expect(isAlive((JSON.parse(readFileSync(report, "utf8")) as Report).pid)).toBe(false);
});

describe("a file of the simulated host that is wrong ends a command with 2:", () => {
  test("the description, and one that is not there", async () => {
    const { options, descriptionFile } = simulatedFiles();
    writeFileSync(descriptionFile, "{");
    expect(await runCommand(["list", ...options])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/not JSON/),
    });
    rmSync(descriptionFile);
    const { code, shown } = await runForJson(["list", ...options]);
    expect({ code, error: shown.error }).toMatchObject({ code: 2, error: { kind: "Usage" } });
  });

  test("the state", async () => {
    const { options, descriptionFile } = simulatedFiles();
    expect(await runCommand(["list", ...options, "--simulated-state", descriptionFile])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is not the state of a simulated host/),
    });
  });
});

describe("in the folder of a Pulumi project", () => {
  const note = /^note: the configuration of stacks \(Pulumi\.yaml\) is not read/;
  const list = ["list", "--powershell", "/nowhere/pwsh"];

  test("a command says that it does not read the stack's configuration, unless the connection was chosen", async () => {
    const { folder, options } = simulatedFiles();
    writeFileSync(join(folder, "Pulumi.yaml"), "name: p\nruntime: nodejs\n");
    expect((await runCommand(list, { folder })).stderr).toMatch(note);
    expect((await runCommand([...list, "--connection", "local"], { folder })).stderr).not.toMatch(note);
    expect((await runCommand(["list", ...options], { folder })).stderr).toBe("");
  });
});

test("the help names the documentation", async () => {
  expect((await runCommand(["--help"])).stdout).toMatch(/Documentation: the folder docs of this package/);
});
