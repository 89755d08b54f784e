import type { CimSession } from "../../provider/src/cim/session";
import { takeFrames } from "../../provider/src/hosts/powershell/frames";
import type { Launch } from "../../provider/src/hosts/powershell/launch";
import { LineFilter } from "../../provider/src/hosts/powershell/line-filter";
import type { ShellChannel, ShellProcessListener, StartShell } from "../../provider/src/hosts/powershell/shell-process";
import { carryOut, frame, readCall, type WireCall } from "./stand-in/bridge";

/** A launch of which nothing is started. */
export const noLaunch: Launch = {
  host: "this computer",
  overSsh: false,
  executable: "none",
  options: {},
  environment: {},
  loadLine: () => "load",
  remote: undefined,
};

export interface InProcessOptions {
  /** The bridge's stopwatch. Default: stands at 0. */
  readonly stopwatch?: () => number;
  /** Sees each call before it is answered; may take its time, and may end the shell. */
  readonly before?: (call: WireCall, shell: { end(code: number): void }) => Promise<void> | void;
  /** What arrives in place of what the bridge has written for a call. */
  readonly damage?: (output: string) => string;
}

/** A shell without a process: its bridge answers from a session, in this process. */
export function inProcessShell(session: CimSession, options: InProcessOptions = {}) {
  const calls: WireCall[] = [];
  let starts = 0;
  const start: StartShell = (_, listener) => {
    starts += 1;
    return new InProcessShell(session, options, listener, calls);
  };
  return { start, calls, starts: () => starts };
}

class InProcessShell implements ShellChannel {
  readonly lastErrors = "";
  hasEnded = false;

  constructor(
    readonly session: CimSession,
    readonly options: InProcessOptions,
    readonly listener: ShellProcessListener,
    readonly calls: WireCall[],
  ) {}

  async send(line: string): Promise<void> {
    const [, request] = /^Invoke-HvBridge '(.+)'$/.exec(line) ?? [];
    if (request === undefined) return;
    const call = readCall(request);
    this.calls.push(call);
    await this.options.before?.(call, { end: (code) => this.#ended(code) });
    if (this.hasEnded) return;
    const output = await outputOf(this.session, call, this.options.stopwatch ?? (() => 0));
    this.#receive((this.options.damage ?? ((text) => text))(output));
  }

  kill(): void {
    this.#ended(null);
  }

  async end(): Promise<void> {
    this.#ended(0);
  }

  #receive(output: string): void {
    const { flood } = this.listener;
    const filter = new LineFilter({ line: (line) => takeFrames(line, this.listener), flood });
    filter.resume();
    filter.write(output);
  }

  #ended(code: number | null): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.listener.ended({ code, signal: code === null ? "SIGKILL" : null });
  }
}

/** What the bridge writes for a call. */
export async function outputOf(session: CimSession, { call, operations }: WireCall, stopwatch = () => 0) {
  const replies: object[] = [];
  for (const [index, operation] of operations.entries()) {
    if (operation.kind === "describe") throw new Error("nobody asks this here");
    await carryOut(session, operation, index, (reply) => replies.push(reply));
  }
  replies.push({ kind: "end" });
  return replies.map((reply, number) => `${frame(call, number, { ...reply, clock: stopwatch() })}\n`).join("");
}
