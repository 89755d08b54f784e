import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Readable } from "node:stream";
import { PowerShell } from "node-powershell";
import { type FrameListener, takeFrames } from "./frames";
import type { Launch } from "./launch";
import { LineFilter } from "./line-filter";
import { killTree, needsGroup, terminateTree } from "./process-tree";

/** The process of a shell, as far as a shell needs it. */
export type ShellChannel = Pick<ShellProcess, "send" | "lastErrors" | "hasEnded" | "kill" | "end">;

export type StartShell = (launch: Launch, listener: ShellProcessListener) => ShellChannel;

export const startShell: StartShell = (launch, listener) => new ShellProcess(launch, listener);

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
  #killed = false;
  #leave: () => void = () => undefined;

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
    void this.#parts.exitPromise.catch(() => undefined).then(() => this.#leave());
    child.stdin?.on("error", () => undefined);
    for (const handle of [child, child.stdin, child.stdout, child.stderr]) unref(handle);
    this.#filters = [stdout, stderr];
    this.streams.stdout = stdout;
    this.streams.stderr = stderr;
    reportEnd(child, listener);
  }

  /**
   * Our configuration decides, not the environment variable of node-powershell. This is the last that it asks before it
   * decides how to start the process, which it would never do as the leader of a group.
   */
  protected override setExecutable({ executable }: { executable?: string }): string {
    let options: SpawnOptions = {};
    Object.defineProperty(this, "spawnOptions", {
      get: () => ({ ...options, detached: needsGroup(process.platform) }),
      set: (given: SpawnOptions) => {
        options = given;
      },
    });
    return executable ?? "";
  }

  get child(): ChildProcess {
    return this.#parts.process;
  }

  /** What node-powershell keeps for itself. */
  get #parts(): Parts {
    return this as unknown as Parts;
  }

  /** Sends one line; resolves when the shell is ready for the next, or has ended. Says nothing about success. */
  async send(line: string): Promise<void> {
    for (const filter of this.#filters) filter.reset();
    this.#errorLines.length = 0;
    // node-powershell lets each command race the end of the process. With one promise for all commands, each race would
    // stay in memory until that end.
    this.#parts.exitPromise = new Promise((resolve) => {
      this.#leave = resolve;
    });
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

  /**
   * Ends the process and all that it has started, at once. What cannot be ended, on another computer or in a group of its
   * own, meets the end of its input, and nobody reads its output any more.
   */
  kill(): void {
    // Its id may belong to another process later.
    if (this.#killed) return;
    this.#killed = true;
    killTree(this.child);
    for (const pipe of [this.child.stdin, this.child.stdout, this.child.stderr]) pipe?.destroy();
  }

  /** Lets the process end; resolves when it has. */
  async end(): Promise<void> {
    if (!this.hasEnded) {
      const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
      if (!this.#killed) {
        this.streams.stdin.end();
        terminateTree(this.child);
      }
      const timer = setTimeout(() => this.kill(), millisecondsToEnd);
      await ended;
      clearTimeout(timer);
    }
    this.kill();
  }

  #keepErrorLine(line: string): string {
    const ownDelimiter = /^[0-9A-Za-z]{16}\s*$/.test(line);
    if (!ownDelimiter) this.#errorLines.push(line.trimEnd());
    if (this.#errorLines.length > linesKept) this.#errorLines.shift();
    return line;
  }
}

interface Parts {
  readonly process: ChildProcess;
  exitPromise: Promise<void>;
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
