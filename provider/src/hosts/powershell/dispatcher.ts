import { CimError } from "../../cim/error";
import type { Answer, Request } from "./call";
import { type Ending, endWithProcess } from "./exit-hook";
import type { Launch } from "./launch";
import { type Deadlines, Shell } from "./shell";
import * as trouble from "./shell-errors";
import type { WireOperation } from "./wire";

const mostOperationsOfACall = 100;
/** ConvertFrom-Json of Windows PowerShell refuses two million characters. */
const mostCharactersOfACall = 500_000;

/** Kinds of operations that change nothing. */
const questions: ReadonlySet<string> = new Set(["query", "get", "associators"]);

/**
 * Sends operations to a warm shell, one call at a time: what arrives while the shell is busy leaves together in the next
 * call, and a question that waits to be sent answers all who ask it. Starts a shell when there is none that can be used.
 */
export class Dispatcher implements Ending {
  readonly #waiting: Request[] = [];
  /** The answers to the questions among them, by text. */
  readonly #asked = new Map<string, Promise<Answer>>();
  #shell: Shell | undefined;
  #busy = false;
  #closed = false;
  #forget: (() => void) | undefined;

  constructor(
    readonly launch: Launch,
    readonly deadlines: Deadlines,
  ) {}

  /** The host's answer; fails only when it could not be had. */
  send(operation: WireOperation, what: string): Promise<Answer> {
    if (this.#closed) return Promise.reject(trouble.closed(this.launch));
    const text = JSON.stringify(operation);
    const same = this.#asked.get(text);
    if (same !== undefined) return same;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ operation, what, resolve, reject });
    });
    if (questions.has(operation.kind)) this.#asked.set(text, answer);
    if (!this.#busy) void this.#drain();
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#failWaiting(trouble.closed(this.launch));
    await this.#shell?.end();
    this.#forget?.();
  }

  endNow(): void {
    this.#closed = true;
    this.#failWaiting(trouble.closed(this.launch));
    this.#shell?.kill();
  }

  /** Never fails: every request is settled. */
  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      try {
        const shell = await this.#usableShell();
        await shell.call(this.#nextBatch());
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
    this.#shell = new Shell(this.launch, this.deadlines);
    await this.#shell.open();
    return this.#shell;
  }

  #nextBatch(): Request[] {
    const batch: Request[] = [];
    let characters = 0;
    for (const request of this.#waiting) {
      const text = JSON.stringify(request.operation);
      characters += text.length;
      if (batch.length === mostOperationsOfACall || (batch.length > 0 && characters > mostCharactersOfACall)) break;
      batch.push(request);
      // Who asks from now on wants to know what is true then.
      this.#asked.delete(text);
    }
    this.#waiting.splice(0, batch.length);
    return batch;
  }

  #failWaiting(why: CimError): void {
    this.#asked.clear();
    for (const { what, reject } of this.#waiting.splice(0)) {
      reject(new CimError(why.kind, `${what}: ${why.message}`, { cause: why, permanent: why.permanent }));
    }
  }
}
