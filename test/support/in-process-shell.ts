import { onTestFinished } from "vitest";
import type { CimSession } from "../../provider/src/cim/session";
import { Dispatcher } from "../../provider/src/hosts/powershell/dispatcher";
import { takeFrames } from "../../provider/src/hosts/powershell/frames";
import type { Launch } from "../../provider/src/hosts/powershell/launch";
import { LineFilter } from "../../provider/src/hosts/powershell/line-filter";
import { PowerShellSession } from "../../provider/src/hosts/powershell/session";
import type { ShellChannel, ShellProcessListener, StartShell } from "../../provider/src/hosts/powershell/shell-process";
import { frame, perform, readCall, type WireCall } from "./stand-in/bridge";
import { cannedSession } from "./stand-in/canned-session";

/** A launch of which nothing is started. */
export const noLaunch: Launch = {
  host: "this computer",
  overSsh: false,
  powershell: "none",
  executable: "none",
  options: {},
  environment: {},
  secrets: [],
  loadLine: () => "load",
  remote: undefined,
};

export interface InProcessOptions {
  /** The bridge's stopwatch. Default: stands at 0. */
  readonly stopwatch?: () => number;
  /** Sees each call before it is answered; may take its time, and may end the shell. */
  readonly before?: (call: WireCall, shell: { end(code: number): void }) => Promise<void> | void;
  /** Is waited for before each operation but the first. */
  readonly between?: () => Promise<void>;
  /** What arrives in place of what the bridge has written for a call. */
  readonly damage?: (output: string) => string;
}

/** The replies to each operation of a call. */
export type Bridge = (call: WireCall) => Promise<readonly (readonly object[])[]>;

/** A bridge that answers from a session. */
export function bridgeTo(session: CimSession): Bridge {
  return async ({ operations }) => {
    const all: object[][] = [];
    for (const [index, operation] of operations.entries()) {
      if (operation.kind === "describe") throw new Error("nobody asks this here");
      const replies: object[] = [];
      await perform(session, operation, index, (reply) => replies.push(reply));
      all.push(replies);
    }
    return all;
  };
}

/** A shell without a process, whose bridge is in this one. */
export function inProcessShell(bridge: Bridge, options: InProcessOptions = {}) {
  const calls: WireCall[] = [];
  let starts = 0;
  const start: StartShell = (_, listener) => {
    starts += 1;
    return new InProcessShell(bridge, options, listener, calls);
  };
  return { start, calls, starts: () => starts };
}

/** A shell that writes the same to whatever it is told. */
export class WritingShell implements ShellChannel {
  readonly lastErrors = "";
  hasEnded = false;

  constructor(
    readonly output: string,
    readonly listener: ShellProcessListener,
  ) {}

  async send(_line: string): Promise<void> {
    this.write(this.output);
  }

  kill(): void {
    this.terminate(null);
  }

  async end(): Promise<void> {
    this.terminate(0);
  }

  protected write(output: string): void {
    const { flood } = this.listener;
    const filter = new LineFilter({ line: (line) => takeFrames(line, this.listener), flood });
    filter.resume();
    filter.write(output);
  }

  protected terminate(code: number | null): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.listener.ended({ code, signal: code === null ? "SIGKILL" : null });
  }
}

class InProcessShell extends WritingShell {
  constructor(
    readonly bridge: Bridge,
    readonly options: InProcessOptions,
    listener: ShellProcessListener,
    readonly calls: WireCall[],
  ) {
    super("", listener);
  }

  override async send(line: string): Promise<void> {
    const [, request] = /^Invoke-HvBridge '(.+)'$/.exec(line) ?? [];
    if (request === undefined) return;
    const call = readCall(request);
    this.calls.push(call);
    await this.options.before?.(call, { end: (code) => this.terminate(code) });
    if (this.hasEnded) return;
    const { between, stopwatch = () => 0, damage = (output) => output } = this.options;
    let number = 0;
    const written = (reply: object) => `${frame(call.call, number++, { ...reply, clock: stopwatch() })}\n`;
    const pieces = (await this.bridge(call)).map((replies) => replies.map(written).join(""));
    if (between === undefined) return this.write(damage(`${pieces.join("")}${written({ kind: "end" })}`));
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await between();
      this.write(piece);
    }
    this.write(written({ kind: "end" }));
  }
}

/** A session with a canned host through such a shell, and a clock that stands still. */
export function openInProcess(options: InProcessOptions = {}) {
  const began: string[] = [];
  const clock = { now: 1_000, stopwatch: 50_000 };
  const shell = inProcessShell(bridgeTo(cannedSession({}, (method) => began.push(method))), {
    stopwatch: () => clock.stopwatch,
    ...options,
  });
  const deadlines = { open: 60_000, call: 120_000, rest: 5_000 };
  const dispatcher = new Dispatcher(noLaunch, deadlines, { start: shell.start, now: () => clock.now });
  onTestFinished(() => dispatcher.close());
  /** What each line asked for, without the one that opens the session. */
  const lines = () =>
    shell.calls
      .filter(({ operations: [first] }) => first?.kind !== "open")
      .map(({ operations }) => operations.map(({ kind }) => kind).join(" "));
  return { session: new PowerShellSession(dispatcher), dispatcher, shell, began, clock, lines };
}
