import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const provider = join(__dirname, "../../provider");
const { bin } = JSON.parse(readFileSync(join(provider, "package.json"), "utf8")) as { bin: Record<string, string> };

/** The program as it is installed. */
export const executable = join(provider, bin["hyperv-reference-points"] ?? "");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Beside what every process needs; nothing of this package's own comes from the tests' environment. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  readonly folder?: string;
}

/** Starts the built `hyperv-reference-points` in a process of its own. */
export function startCommand(args: readonly string[], { environment = {}, input = "", folder }: CommandOptions = {}) {
  const child = spawn(process.execPath, [executable, ...args], {
    env: { ...withoutOurs(process.env), ...environment },
    stdio: ["pipe", "pipe", "pipe"],
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output.stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    output.stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...output }));
  });
  return { child, ended };
}

export function runCommand(args: readonly string[], options?: CommandOptions): Promise<Ended> {
  return startCommand(args, options).ended;
}

/** What a command shows with `--json`. */
export async function runForJson(args: readonly string[], options?: CommandOptions) {
  const { code, stdout, stderr } = await runCommand([...args, "--json"], options);
  if (stderr !== "") throw new Error(`with --json nothing belongs on the error stream: ${stderr}`);
  return { code, stdout, shown: JSON.parse(stdout) as Record<string, unknown> };
}

function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("HYPERV_RP_")));
}
