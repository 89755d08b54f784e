import { basename } from "node:path";
import { root } from "./paths.mjs";
import { runVisibly } from "./process.mjs";

/**
 * Runs npm in the working copy: the one that runs this tool, if it does.
 *
 * @param {readonly string[]} args
 */
export async function npm(args) {
  const running = process.env.npm_execpath ?? "";
  const exitCode =
    basename(running) === "npm-cli.js"
      ? await runVisibly(process.execPath, [running, ...args], { cwd: root })
      : await runVisibly("npm", args, { cwd: root, shell: process.platform === "win32" });
  if (exitCode !== 0) throw new Error(`"npm ${args.join(" ")}" failed with exit code ${exitCode}`);
}
