import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { type ProcessIo, runProgram } from "../../../provider/src/cli/program";

/** Runs a command line in this process. */
async function run(...args: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const streams = { stdin, stdout, stderr } as unknown as Pick<ProcessIo, "stdin" | "stdout" | "stderr">;
  const code = await runProgram(args, { ...streams, env: {}, cwd: () => "/" });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

describe("an error names", () => {
  test.each([
    ["the command, not the value of an option", ["orphans", "--state", "doctor", "--json"], "orphans"],
    ["the command that was dispatched, wherever it stands", ["--", "list", "--json"], "list"],
    ["the command also before anything is dispatched", ["list", "--json", "--password", "doctor"], "list"],
    ["no command when none was dispatched", ["--json", "list"], null],
    ["no command when there is no such one", ["dctor", "--json", "list"], null],
  ])("%s", async (_, args, command) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ command, error: { kind: "Usage" } });
  });

  test("the help of the command that was dispatched", async () => {
    const { stderr } = await run("orphans", "--states", "list");
    expect(stderr).toMatch(/ See hyperv-reference-points orphans --help \(HVRP131\)\n$/);
  });
});

describe("an error is one line", () => {
  const forged = "a\nerror: forged";

  test.each([
    ["a command", [forged]],
    ["an option", ["list", `--${forged}`]],
    ["a connection", ["doctor", "--connection", forged]],
    ["a file", ["orphans", "--state", forged]],
  ])("when %s that was typed holds a line end", async (_, args) => {
    expect((await run(...args)).stderr).toMatch(/^error: .*a\\u000aerror: forged.*\n$/);
  });

  test("with the suggestion for what was mistyped", async () => {
    expect((await run("dctor")).stderr).toMatch(
      /^error: unknown command 'dctor' \(Did you mean doctor\?\)\. See .*\n$/,
    );
  });

  test("and its sentences end once", async () => {
    expect((await run("list", "extra")).stderr).toBe(
      "error: too many arguments for 'list'. Expected 0 arguments but got 1. See hyperv-reference-points list --help (HVRP131)\n",
    );
  });
});
