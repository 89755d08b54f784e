import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPackage } from "../support/installed-package";
import { providerFolder } from "../support/packed-package";
import { standInShell } from "../support/stand-in/behaviour";
import { temporaryFolder } from "../support/temporary-folder";

describe("the installed command", () => {
  const { path: folder, remove } = temporaryFolder();
  beforeAll(() => installPackage(folder));
  afterAll(remove);

  const run = (...args: string[]) =>
    promisify(execFile)(join(folder, "node_modules/.bin/hyperv-reference-points"), args, {
      cwd: folder,
      // npm puts a .cmd there.
      shell: process.platform === "win32",
    });

  test("runs, and is of the package's version", async () => {
    const { version } = JSON.parse(readFileSync(join(providerFolder, "package.json"), "utf8"));
    expect(await run("--version")).toEqual({ stdout: `${version}\n`, stderr: "" });
  });

  test("loads the bridge script into a shell", async () => {
    const args = ["doctor", "--json", "--connection", "local", "--powershell", standInShell];
    const { stdout } = await run(...args).catch((error: { stdout: string }) => error);
    expect(JSON.parse(stdout).findings).toContainEqual(expect.objectContaining({ check: "powershell", status: "ok" }));
  });
});
