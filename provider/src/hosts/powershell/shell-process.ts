import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { PowerShell } from "node-powershell";
import { type FrameListener, takeFrames } from "./frames";
import type { Launch } from "./launch";
import { LineFilter } from "./line-filter";

export interface ShellProcessListener extends FrameListener {
  /** There is more output outside of frames than a shell that keeps the contract writes. */
  flood(): void;
  /** The process is no more, or never was: called once. */
  ended(how: ShellEnd): void;
}

export type ShellEnd =
  | { readonly couldNotStart: NodeJS.ErrnoException }
  | { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** Output that was written before the end may come a little later. */
const millisecondsForLastOutput = 500;
const millisecondsToEnd = 1_000;
const linesKept = 10;

/**
 * node-powershell with its outputs filtered, its process within reach, and nothing kept. What it makes of the output of a
 * command is never looked at: it tells when the shell is ready for the next one.
 */
export class ShellProcess extends PowerShell {
  readonly #filters: readonly LineFilter[];
  readonly #errorLines: string[] = [];

  constructor(launch: Launch, listener: ShellProcessListener) {
    super({
      executable: launch.executable,
      executableOptions: launch.options,
      spawnOptions: { env: launch.environment, windowsHide: true },
    });
    const { flood } = listener;
    const filter = (output: Readable, line: (line: string) => string) => {
      // node-powershell listens there for a message of its own when the process ends; it would not let go.
      output.unpipe();
      return output.pipe(new LineFilter({ line, flood }));
    };
    const stdout = filter(this.streams.stdout, (line) => takeFrames(line, listener));
    const stderr = filter(this.streams.stderr, (line) => this.#keepErrorLine(line));
    const { child } = this;
    for (const handle of [child, child.stdin, child.stdout, child.stderr]) unref(handle);
    this.#filters = [stdout, stderr];
    this.streams.stdout = stdout;
    this.streams.stderr = stderr;
    reportEnd(child, listener);
  }

  /** Our configuration decides, not the environment variable of node-powershell. */
  protected override setExecutable({ executable }: { executable?: string }): string {
    return executable ?? "";
  }

  get child(): ChildProcess {
    const { process } = this as unknown as { readonly process: ChildProcess };
    return process;
  }

  /** Sends one line; resolves when the shell is ready for the next, or has ended. Says nothing about success. */
  async send(line: string): Promise<void> {
    for (const filter of this.#filters) filter.reset();
    this.#errorLines.length = 0;
    try {
      await this.invoke(line);
    } catch {
      // Text on the error stream is no failure, and the end of the process is reported on its own.
    } finally {
      this.history.length = 0;
    }
  }

  /** The last lines of the error stream since the last line was sent. */
  get lastErrors(): string {
    return this.#errorLines.join("\n").trim();
  }

  get hasEnded(): boolean {
    const { exitCode, signalCode, pid } = this.child;
    return exitCode !== null || signalCode !== null || pid === undefined;
  }

  /** Ends the process at once. Whatever it has started meets the end of its input. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  /** Lets the process end; resolves when it has. */
  async end(): Promise<void> {
    if (this.hasEnded) return;
    const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.streams.stdin.end();
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.kill(), millisecondsToEnd);
    await ended;
    clearTimeout(timer);
  }

  #keepErrorLine(line: string): string {
    const ownDelimiter = /^[0-9A-Za-z]{16}\s*$/.test(line);
    if (!ownDelimiter) this.#errorLines.push(line.trimEnd());
    if (this.#errorLines.length > linesKept) this.#errorLines.shift();
    return line;
  }
}

/** An idle shell does not hold the program. */
function unref(handle: unknown): void {
  (handle as { unref?: () => void } | null)?.unref?.();
}

function reportEnd(child: ChildProcess, listener: ShellProcessListener): void {
  child.once("error", (error) => {
    if (child.pid === undefined) listener.ended({ couldNotStart: error });
  });
  child.once("exit", (code, signal) => {
    const report = () => {
      clearTimeout(timer);
      child.off("close", report);
      listener.ended({ code, signal });
    };
    // A process that the shell has started may hold its outputs open.
    const timer = setTimeout(report, millisecondsForLastOutput);
    child.once("close", report);
  });
}
