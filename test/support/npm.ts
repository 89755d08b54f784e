import { execFile } from "node:child_process";
import { basename } from "node:path";

/** Runs npm in a folder; answers with what it prints, fails with its complaints. */
export function npm(args: readonly string[], cwd: string): Promise<string> {
  const running = process.env.npm_execpath ?? "";
  // npm's own program where npm runs these tests; elsewhere by name, which on Windows is a script.
  const [command, all, shell] =
    basename(running) === "npm-cli.js"
      ? [process.execPath, [running, ...args], false]
      : ["npm", [...args], process.platform === "win32"];
  return new Promise((resolve, reject) => {
    execFile(command, all, { cwd, shell, maxBuffer: 16_000_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`npm ${args.join(" ")} in ${cwd} failed:\n${stdout}${stderr}`));
    });
  });
}
