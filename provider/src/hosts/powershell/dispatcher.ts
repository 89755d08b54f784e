import { CimError } from "../../cim/error";
import { isOverdue, overdue } from "./budget";
import { type Ending, endWithProcess } from "./exit-hook";
import type { Launch } from "./launch";
import type { BridgeAnswer } from "./request";
import { type BridgeRequest, type Loss, mayRepeat, nextLine } from "./request";
import { type Deadlines, monotonic, Shell, type ShellOptions } from "./shell";
import * as shellErrors from "./shell-errors";
import { isMethodCall, type WireOperation } from "./wire";

/** How many shells in a row may end without an answer until those who wait are told. */
const mostFruitlessShells = 3;

/**
 * Sends operations to a warm shell, one line at a time: reads that arrive while it is busy leave together, and one that
 * waits to be sent answers all who ask it. Starts a shell when there is none that can be used; what the one before had
 * not reached goes to it, and so does a read that was under way.
 */
export class Dispatcher implements Ending {
  #waiting: BridgeRequest[] = [];
  /** The answers to the reads among them, by text. */
  readonly #asked = new Map<string, Promise<BridgeAnswer>>();
  readonly #now: () => number;
  #shell: Shell | undefined;
  #fruitless = 0;
  #busy = false;
  #closed = false;
  #forget: (() => void) | undefined;

  constructor(
    readonly launch: Launch,
    readonly deadlines: Deadlines,
    readonly options: ShellOptions = {},
  ) {
    this.#now = options.now ?? monotonic;
  }

  /** The host's answer; fails only when it could not be had. */
  send(operation: WireOperation, what: string): Promise<BridgeAnswer> {
    if (this.#closed) return Promise.reject(errorOf(what, shellErrors.closed(this.launch), "no"));
    const text = JSON.stringify(operation);
    const same = this.#asked.get(text);
    if (same !== undefined) return same;
    const answer = new Promise<BridgeAnswer>((resolve, reject) => {
      this.#waiting.push({ operation, text, what, calledAt: this.#now(), repeated: false, resolve, reject });
    });
    if (!isMethodCall(operation)) this.#asked.set(text, answer);
    if (!this.#busy) void this.#drain();
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#failWaiting(shellErrors.closed(this.launch));
    await this.#shell?.end();
    this.#forget?.();
  }

  endNow(): void {
    this.#closed = true;
    this.#failWaiting(shellErrors.closed(this.launch));
    this.#shell?.kill();
  }

  /** Never fails: every request is settled. */
  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      try {
        const shell = await this.#usableShell();
        this.#dropOverdue();
        const line = this.#takeLine();
        const loss = line.length === 0 ? undefined : await shell.call(line);
        if (loss !== undefined) this.#recover(loss);
        else if (line.length > 0) this.#fruitless = 0;
      } catch (error) {
        // Without a shell none of them can be sent, and trying for each would take the time of each.
        this.#failWaiting(error as CimError);
      }
    }
    this.#busy = false;
  }

  async #usableShell(): Promise<Shell> {
    if (this.#shell?.usable) return this.#shell;
    this.#forget ??= endWithProcess(this);
    this.#shell = new Shell(this.launch, this.deadlines, this.options);
    await this.#shell.open();
    return this.#shell;
  }

  #takeLine(): readonly BridgeRequest[] {
    const line = new Set(nextLine(this.#waiting));
    this.#waiting = this.#waiting.filter((request) => !line.has(request));
    // Who asks from now on wants to know what is true then.
    for (const { text } of line) this.#asked.delete(text);
    return [...line];
  }

  #dropOverdue(): void {
    const late = this.#waiting.filter(
      ({ operation, calledAt }) => isMethodCall(operation) && isOverdue(calledAt, this.#now()),
    );
    for (const { what, reject } of late) reject(overdue(what));
    this.#waiting = this.#waiting.filter((request) => !late.includes(request));
  }

  /** What becomes of the requests of a shell that is no more. */
  #recover({ requests, why, written, answered, late }: Loss): void {
    this.#fruitless = answered ? 0 : this.#fruitless + 1;
    const [underWay, ...notReached] = requests;
    const repeats = underWay === undefined || !written || mayRepeat(underWay, late);
    if (!repeats) underWay.reject(errorOf(underWay.what, why, "maybe"));
    else if (underWay !== undefined && written) underWay.repeated = true;
    this.#waiting.unshift(...(repeats ? requests : notReached));
    if (this.#closed || this.#fruitless >= mostFruitlessShells) this.#failWaiting(why);
  }

  #failWaiting(why: CimError): void {
    this.#asked.clear();
    this.#fruitless = 0;
    for (const { what, reject } of this.#waiting.splice(0)) reject(errorOf(what, why, "no"));
  }
}

/** Of what was not sent only the cause is told, which is the same for all who wait. */
function errorOf(what: string, why: CimError, sent: "no" | "maybe"): CimError {
  const message = sent === "no" ? why.message : `${what}: ${why.message}`;
  return new CimError(why.kind, message, { cause: why, permanent: why.permanent, sent });
}
