import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Readable } from "node:stream";
import { PowerShell } from "node-powershell";
import { ErrorLines } from "./error-lines";
import { type FrameListener, takeFrames } from "./frames";
import type { Launch } from "./launch";
import { LineFilter, type LineFilterOptions } from "./line-filter";
import { killTree, needsGroup, terminateTree } from "./process-tree";
import { isDelimiter, type Misfit, StartupCheck } from "./startup-check";

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
  /** With `misfit` it was ended because it is none that could answer. */
  | { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly misfit?: Misfit };

const ignore = () => undefined;

/** Output that was written before the end may come a little later. */
const millisecondsForLastOutput = 500;
const millisecondsToEnd = 1_000;

/**
 * node-powershell with its outputs filtered, its process within reach, and nothing kept. What it makes of the output of a
 * command is never looked at: it tells when the shell is ready for the next one.
 */
export class ShellProcess extends PowerShell {
  readonly #filters: readonly LineFilter[];
  readonly #errors: ErrorLines;
  readonly #startup: StartupCheck;
  #misfit: Misfit | undefined;
  #killed = false;
  #leave: () => void = ignore;

  constructor(launch: Launch, listener: ShellProcessListener) {
    super({
      executable: launch.executable,
      executableOptions: launch.options,
      spawnOptions: { env: launch.environment, windowsHide: true },
    });
    this.#errors = new ErrorLines(launch.secrets);
    this.#startup = new StartupCheck((misfit) => {
      this.#misfit = misfit;
      this.kill();
    });
    const { flood } = listener;
    const filter = (output: Readable, options: Omit<LineFilterOptions, "flood">) => {
      // node-powershell listens there for a message of its own when the process ends; it would not let go.
      output.unpipe();
      return output.pipe(new LineFilter({ ...options, flood }));
    };
    const stdout = filter(this.streams.stdout, { line: (line) => this.#outputLine(line, listener) });
    const stderr = filter(this.streams.stderr, {
      line: (line) => this.#errorLine(line),
      rest: (text) => void this.#errorLine(text),
    });
    const { child } = this;
    // Without a line on its way nobody else listens, and a shell that ends by itself would end this program.
    void this.#parts.exitPromise.catch(ignore).then(() => this.#leave());
    child.stdin?.on("error", ignore);
    for (const handle of [child, child.stdin, child.stdout, child.stderr]) unref(handle);
    this.#filters = [stdout, stderr];
    this.streams.stdout = stdout;
    this.streams.stderr = stderr;
    reportEnd(child, (how) => {
      this.#startup.stop();
      listener.ended(this.#misfit === undefined ? how : { code: null, signal: null, ...how, misfit: this.#misfit });
    });
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
    this.#errors.clear();
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
      this.#startup.stop();
      this.history.length = 0;
    }
  }

  /** The first and the last lines of the error stream since the last line was sent. */
  get lastErrors(): string {
    return this.#errors.text;
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

  /** What the line has beside its frames. A program that is none that could answer may echo frames: they count for nothing. */
  #outputLine(line: string, listener: FrameListener): string {
    this.#startup.output(line);
    return this.#misfit === undefined ? takeFrames(line, listener) : "";
  }

  #errorLine(line: string): string {
    if (isDelimiter(line)) return line;
    this.#errors.add(line);
    this.#startup.error(line);
    return line;
  }
}

/** What node-powershell does not show in its types. */
interface Parts {
  readonly process: ChildProcess;
  exitPromise: Promise<void>;
}

/** node-powershell would log every command and its output to standard output where DEBUG is set. */
Object.assign(ShellProcess.prototype, {
  setDebuggers: () => ({ comment: ignore, command: ignore, output: ignore }),
});

/** An idle shell does not hold the program. */
function unref(handle: unknown): void {
  (handle as { unref?: () => void } | null)?.unref?.();
}

function reportEnd(child: ChildProcess, ended: ShellProcessListener["ended"]): void {
  child.once("error", (error) => {
    if (child.pid === undefined) ended({ couldNotStart: error });
  });
  child.once("exit", (code, signal) => {
    const report = () => {
      clearTimeout(timer);
      child.off("close", report);
      ended({ code, signal });
    };
    // A process that the shell has started may hold its outputs open.
    const timer = setTimeout(report, millisecondsForLastOutput);
    child.once("close", report);
  });
}
