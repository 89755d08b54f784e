import { randomBytes } from "node:crypto";
import { CimError } from "../../cim/error";
import { type Answer, Call, type Request } from "./call";
import { hostError } from "./host-error";
import type { Launch } from "./launch";
import { descriptionOf, type ShellDescription } from "./shell-description";
import * as trouble from "./shell-errors";
import { type ShellEnd, ShellProcess } from "./shell-process";
import { callLine, decodeReply, type Reply, type WireOperation, wireOperation } from "./wire";

export interface Deadlines {
  /** Until a shell has started and opened its session with the host, in milliseconds. */
  readonly open: number;
  /** For each call, in milliseconds. */
  readonly call: number;
  /** For a shell that has said that a call is over to come to rest, in milliseconds. */
  readonly rest: number;
}

const namespace = "root/virtualization/v2";

/**
 * A shell with the bridge loaded. It is usable until the first thing goes wrong with it: then it is killed, and whatever
 * it has not answered fails with the cause.
 */
export class Shell {
  readonly #launch: Launch;
  readonly #deadlines: Deadlines;
  readonly #process: ShellProcess;
  #call: Call | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #opened = false;
  #why: CimError | undefined;
  readonly #over: Promise<void>;
  #markOver: () => void = () => undefined;

  /** Starts the process; it answers calls after {@link open}. */
  constructor(launch: Launch, deadlines: Deadlines) {
    this.#launch = launch;
    this.#deadlines = deadlines;
    this.#over = new Promise((resolve) => {
      this.#markOver = resolve;
    });
    try {
      this.#process = new ShellProcess(launch, {
        frame: (call, payload) => this.#frame(call, payload),
        refusal: (call, reason) => {
          if (call === this.#call?.id) this.#condemn(trouble.cannotLoad(launch, reason));
        },
        flood: () => this.#condemn(trouble.outOfFrame(launch, "it writes without end")),
        ended: (how) => this.#condemn(this.#explain(how)),
      });
    } catch (error) {
      throw trouble.couldNotStart(launch, error as NodeJS.ErrnoException);
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
    const id = newCallId();
    await this.#run(new Call(id, []), this.#launch.loadLine(id), this.#deadlines.open);
    if (this.#why !== undefined) throw this.#why;
  }

  async describe(): Promise<ShellDescription> {
    const answer = await this.#ask(wireOperation.describe());
    if ("error" in answer)
      throw hostError(answer.error, `the PowerShell for ${this.#launch.host} cannot say what it is`);
    return descriptionOf(answer.method?.out ?? {});
  }

  async openSession(): Promise<void> {
    const answer = await this.#ask(wireOperation.open(namespace, this.#launch.remote));
    if ("error" in answer) throw hostError(answer.error, `no session with ${this.#launch.host}`);
    this.#opened = true;
  }

  /** One operation before the shell is ready for those of others. */
  async #ask(operation: WireOperation): Promise<Answer> {
    const answers: Answer[] = [];
    const resolve = (answer: Answer) => answers.push(answer);
    await this.call([{ operation, what: operation.kind, resolve, reject: () => undefined }], this.#deadlines.open);
    const [answer] = answers;
    if (this.#why !== undefined || answer === undefined) throw this.#why;
    return answer;
  }

  /** False when it has ended or was condemned: no call may be made any more. */
  get usable(): boolean {
    return this.#why === undefined && !this.#process.hasEnded;
  }

  /** Makes a call and settles all its requests; resolves when the shell is ready for the next call, or no more. */
  async call(requests: readonly Request[], milliseconds = this.#deadlines.call): Promise<void> {
    const call = new Call(newCallId(), requests);
    const line = callLine(
      call.id,
      requests.map(({ operation }) => operation),
    );
    await this.#run(call, line, milliseconds);
    if (!call.ended && this.#why === undefined) {
      this.#condemn(trouble.outOfFrame(this.#launch, "it has not answered all of a call", this.#process.lastErrors));
    }
    const why = this.#why;
    if (why === undefined) return;
    for (const { what, reject } of call.unanswered) {
      reject(new CimError(why.kind, `${what}: ${why.message}`, { cause: why, permanent: why.permanent }));
    }
  }

  /** Ends the shell at once. */
  kill(): void {
    this.#condemn(trouble.closed(this.#launch));
  }

  /** Lets the shell end; resolves when it has. */
  async end(): Promise<void> {
    this.#why ??= trouble.closed(this.#launch);
    await this.#process.end();
    this.#markOver();
  }

  async #run(call: Call, line: string, milliseconds: number): Promise<void> {
    this.#call = call;
    this.#setDeadline(milliseconds);
    await Promise.race([this.#process.send(line), this.#over]);
    // Its end is on its way, with the reason.
    if (this.#process.hasEnded) await this.#over;
    clearTimeout(this.#deadline);
    this.#call = undefined;
  }

  #setDeadline(milliseconds: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.#condemn(trouble.tooLate(this.#launch, milliseconds, this.#process.lastErrors, this.#opened));
    }, milliseconds);
  }

  #frame(id: string, payload: string): void {
    const call = this.#call;
    const reply = decoded(payload);
    if (reply === undefined || call === undefined || call.id !== id || !call.accept(reply)) {
      const what = call !== undefined && call.id !== id ? "it has answered another call" : "its answer makes no sense";
      this.#condemn(trouble.outOfFrame(this.#launch, what));
    } else if (call.ended) this.#setDeadline(this.#deadlines.rest);
  }

  #condemn(why: CimError): void {
    this.#why ??= why;
    this.#process.kill();
    this.#markOver();
  }

  #explain(how: ShellEnd): CimError {
    if ("couldNotStart" in how) return trouble.couldNotStart(this.#launch, how.couldNotStart);
    return trouble.ended(this.#launch, how, this.#process.lastErrors, this.#opened);
  }
}

function newCallId(): string {
  return randomBytes(8).toString("hex");
}

function decoded(payload: string): Reply | undefined {
  try {
    return decodeReply(payload);
  } catch {
    return undefined;
  }
}
