import { type ChildProcess, spawn } from "node:child_process";

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export class RunningCommand {
  readonly ended: Promise<Result>;
  readonly #child: ChildProcess;
  readonly #group: boolean;
  #stdout = "";
  #stderr = "";
  #look: () => void = () => {};

  constructor(
    command: string,
    args: readonly string[],
    { group = false, ...options }: { cwd: string; env: NodeJS.ProcessEnv; group?: boolean },
  ) {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: group });
    this.#child = child;
    this.#group = group;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      this.#stdout += chunk;
      this.#look();
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      this.#stderr += chunk;
      this.#look();
    });
    this.ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        this.#look();
        resolve({ exitCode: code ?? (signal ? 128 : 1), stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** Waits until it has printed a text that matches. */
  printed(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        if (pattern.test(this.#stdout + this.#stderr)) resolve();
        else if (this.#child.exitCode !== null || this.#child.signalCode !== null)
          reject(new Error(`ended without printing ${pattern}:\n${this.#stdout}${this.#stderr}`));
      };
      this.#look();
    });
  }

  /** To the command alone, as a CI runner does it; to all that it has started when it was started as a group. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (this.#group && pid !== undefined) process.kill(-pid, signal);
    else this.#child.kill(signal);
  }
}
