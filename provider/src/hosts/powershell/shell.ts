import { randomBytes } from "node:crypto";
import type { CimError } from "../../cim/error";
import { latestStart, type Reading } from "./budget";
import { BridgeCall } from "./call";
import type { Frame } from "./frames";
import { hostError } from "./host-error";
import type { Launch } from "./launch";
import type { BridgeAnswer, BridgeRequest, Loss } from "./request";
import { descriptionOf, type ShellDescription } from "./shell-description";
import * as shellErrors from "./shell-errors";
import { type ShellChannel, type ShellEnd, type StartShell, startShell } from "./shell-process";
import { callLine, isMethodCall, type WireOperation, wireOperation } from "./wire";

export interface Deadlines {
  /** Until a shell has started and opened its session with the host, in milliseconds. */
  readonly open: number;
  /** For each operation, in milliseconds. */
  readonly call: number;
  /** For a shell that has said that a call is over to come to rest, in milliseconds. */
  readonly rest: number;
}

/** What a test replaces. */
export interface ShellOptions {
  readonly start?: StartShell;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
  readonly newCallId?: () => string;
}

const namespace = "root/virtualization/v2";

/**
 * A shell with the bridge loaded. It is usable until the first thing goes wrong with it: then it is ended, and takes no
 * answer any more.
 */
export class Shell {
  readonly #launch: Launch;
  readonly #deadlines: Deadlines;
  readonly #now: () => number;
  readonly #newCallId: () => string;
  readonly #process: ShellChannel;
  #call: BridgeCall | undefined;
  #loads = false;
  #operationDeadline = 0;
  #deadline: NodeJS.Timeout | undefined;
  #late = false;
  #opened = false;
  #why: CimError | undefined;
  #reading: Reading = { stopwatch: 0, arrivedAt: Number.POSITIVE_INFINITY };
  #endCall: () => void = () => undefined;

  /** Starts the process; it answers calls after {@link open}. */
  constructor(launch: Launch, deadlines: Deadlines, options: ShellOptions = {}) {
    const { start = startShell, now = monotonic, newCallId = randomCallId } = options;
    this.#launch = launch;
    this.#deadlines = deadlines;
    this.#now = now;
    this.#newCallId = newCallId;
    try {
      this.#process = start(launch, {
        frame: (frame) => this.#frame(frame),
        refusal: (call, reason) => this.#refusal(call, reason),
        damage: () => this.#misbehaves("its answer is damaged"),
        flood: () => this.#misbehaves("it writes without end"),
        ended: (how) => this.#condemn(this.#explain(how)),
      });
    } catch (error) {
      throw shellErrors.couldNotStart(launch, error as NodeJS.ErrnoException);
    }
  }

  /** Loads the bridge and opens the session with the host; ends the shell when that fails. */
  async open(): Promise<void> {
    await this.load();
    try {
      await this.openSession();
    } catch (error) {
      this.kill();
      throw error;
    }
  }

  /** Loads the bridge: from then on the shell can describe itself. */
  async load(): Promise<void> {
    const id = this.#newCallId();
    this.#loads = true;
    await this.#run(new BridgeCall(id, []), this.#launch.loadLine(id), this.#deadlines.open);
    this.#loads = false;
    if (this.#why !== undefined) throw this.#why;
  }

  async describe(): Promise<ShellDescription> {
    const answer = await this.#ask(wireOperation.describe());
    if ("error" in answer)
      throw hostError(answer.error, `the PowerShell for ${this.#launch.host} cannot say what it is`);
    return descriptionOf(answer.method?.out ?? {});
  }

  async openSession(): Promise<void> {
    const { overSsh, remote, host } = this.#launch;
    const answer = await this.#ask(wireOperation.open(namespace, remote, overSsh ? undefined : process.pid));
    if ("error" in answer) throw hostError(answer.error, `no session with ${host}`);
    this.#opened = true;
  }

  /** One operation before the shell is ready for those of others. */
  async #ask(operation: WireOperation): Promise<BridgeAnswer> {
    const answers: BridgeAnswer[] = [];
    const request: BridgeRequest = {
      operation,
      text: "",
      what: operation.kind,
      calledAt: this.#now(),
      repeated: false,
      resolve: (answer) => answers.push(answer),
      reject: () => undefined,
    };
    await this.call([request], this.#deadlines.open);
    const [answer] = answers;
    if (this.#why !== undefined || answer === undefined) throw this.#why;
    return answer;
  }

  /** False when it has ended or was condemned: no call may be made any more. */
  get usable(): boolean {
    return this.#why === undefined && !this.#process.hasEnded;
  }

  /**
   * Sends requests in one line, and resolves when the shell is ready for the next, or no more. What it did not answer is
   * left to the caller.
   */
  async call(requests: readonly BridgeRequest[], milliseconds = this.#deadlines.call): Promise<Loss | undefined> {
    const call = new BridgeCall(this.#newCallId(), requests);
    const operations = requests.map((request) => this.#limited(request));
    const written = await this.#run(call, callLine(call.id, operations), milliseconds);
    if (!call.ended) this.#misbehaves("it has not answered all of a call");
    const { unanswered } = call;
    if (this.#why === undefined || unanswered.length === 0) return undefined;
    const answered = unanswered.length < requests.length;
    return { why: this.#why, requests: unanswered, written, answered, late: this.#late };
  }

  /** Ends the shell at once. */
  kill(): void {
    this.#condemn(shellErrors.closed(this.#launch));
  }

  /** Lets the shell end; resolves when it has. */
  async end(): Promise<void> {
    this.#why ??= shellErrors.closed(this.#launch);
    await this.#process.end();
    this.#endCall();
  }

  /** A method call with the latest reading of the stopwatch at which it may begin. */
  #limited({ operation, calledAt }: BridgeRequest): WireOperation {
    return isMethodCall(operation) ? { ...operation, latest: latestStart(calledAt, this.#reading) } : operation;
  }

  /** Whether the line was written. */
  async #run(call: BridgeCall, line: string, milliseconds: number): Promise<boolean> {
    if (this.#why !== undefined) return false;
    this.#call = call;
    this.#operationDeadline = milliseconds;
    this.#setDeadline(milliseconds);
    const writes = !this.#process.hasEnded;
    await new Promise<void>((resolve) => {
      this.#endCall = resolve;
      if (writes) {
        void this.#process.send(line).then(() => {
          // Of a process that has ended the report is on its way, with the reason.
          if (!this.#process.hasEnded) resolve();
        });
      }
    });
    clearTimeout(this.#deadline);
    this.#call = undefined;
    return writes;
  }

  #setDeadline(milliseconds: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.#late = true;
      this.#condemn(shellErrors.tooLate(this.#launch, milliseconds, this.#process.lastErrors, this.#opened));
    }, milliseconds);
  }

  /** A condemned shell answers nothing, not even with what has arrived together with its fault. */
  #frame(frame: Frame): void {
    if (this.#why !== undefined) return;
    const accepted = this.#call?.accept(frame) ?? { fault: "it has answered another call" };
    if ("fault" in accepted) {
      this.#misbehaves(accepted.fault);
      return;
    }
    const { kind, clock } = accepted.reply;
    this.#reading = { stopwatch: clock, arrivedAt: this.#now() };
    if (kind === "end") this.#setDeadline(this.#deadlines.rest);
    else if (kind !== "page") this.#setDeadline(this.#operationDeadline);
  }

  #refusal(call: string, reason: string): void {
    if (this.#loads && call === this.#call?.id) this.#condemn(shellErrors.cannotLoad(this.#launch, reason));
    else this.#misbehaves("its answer is damaged");
  }

  #misbehaves(what: string): void {
    if (this.#why === undefined) this.#condemn(shellErrors.outOfFrame(this.#launch, what, this.#process.lastErrors));
  }

  #condemn(why: CimError): void {
    this.#why ??= why;
    this.#process.kill();
    this.#endCall();
  }

  #explain(how: ShellEnd): CimError {
    if ("couldNotStart" in how) return shellErrors.couldNotStart(this.#launch, how.couldNotStart);
    return shellErrors.ended(this.#launch, how, this.#process.lastErrors, this.#opened);
  }
}

/** Does not jump when the time of the computer is set. */
export function monotonic(): number {
  return performance.now();
}

function randomCallId(): string {
  return randomBytes(8).toString("hex");
}
