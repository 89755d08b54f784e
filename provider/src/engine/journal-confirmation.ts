import type { CimSession } from "../cim/session";
import type { Reporter } from "../lifecycle/context";
import { interruptedCreations, isOpen, type Journal } from "../lifecycle/journal";
import { engineListens, watchEngine } from "./liveness";

/** An engine that is still there so long after an answer has stored it. */
const millisecondsUntilStored = 1_000;

/**
 * Keeps the journal in step with what the engine knows. An answer of create that the engine never stored (a second Ctrl-C,
 * a kill) leaves its entry in the journal; the next create of that resource finds it there. An answer that was stored
 * takes its entry out.
 */
export class Answers {
  readonly #awaiting = new Set<string>();
  #underWay = 0;
  #announced = false;

  constructor(
    readonly journal: Journal,
    readonly reporter: Reporter,
    readonly address: string | undefined,
  ) {}

  /** Says, once a process, which creations of the stack were interrupted. */
  async announce(urn: string): Promise<void> {
    if (this.#announced || urn === "") return;
    this.#announced = true;
    for (const text of await interruptedCreations(this.journal, urn)) this.reporter.warning("", text);
  }

  /** Runs an operation whose answer the engine is to store. */
  async during<T>(urn: string, operation: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      const answer = await operation();
      this.#awaiting.add(urn);
      setTimeout(() => this.#settle(urn), millisecondsUntilStored).unref();
      return answer;
    } finally {
      this.#underWay -= 1;
    }
  }

  /**
   * The engine has shown that its state holds this point. Answers whether the journal still has an entry of the resource: a
   * creation that the state does not know.
   */
  async seen(urn: string, instanceId: string | undefined): Promise<boolean> {
    const entry = urn === "" ? undefined : await this.journal.read(urn);
    if (entry === undefined || entry.cameToNothing) return false;
    if (instanceId === undefined || entry.made !== instanceId) return true;
    await this.journal.remove(urn);
    return false;
  }

  /**
   * The engine ends this process. It does so at the end of every command, when all is stored; or at a second Ctrl-C, when
   * something is still under way and nothing recent is sure to be stored.
   */
  async ending(): Promise<void> {
    if (this.#underWay > 0) return;
    await Promise.all([...this.#awaiting].map((urn) => this.#forget(urn)));
  }

  async #settle(urn: string): Promise<void> {
    if (this.address === undefined || !this.#awaiting.has(urn)) return;
    if (await engineListens(this.address)) await this.#forget(urn);
  }

  /** Only an entry that has come to its point: one that is merely unfinished serves the next update. */
  async #forget(urn: string): Promise<void> {
    this.#awaiting.delete(urn);
    const entry = await this.journal.read(urn).catch(() => undefined);
    if (entry !== undefined && !isOpen(entry)) await this.journal.remove(urn);
  }
}

/** Ends the process with the engine, the host's session first. */
export function endWithEngine(address: string | undefined, session: CimSession, answers: Answers): void {
  const end = async () => {
    await Promise.allSettled([answers.ending(), session.close()]);
    process.exit(0);
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  // A killed engine stores nothing: the journal stays as it is.
  if (address !== undefined) void watchEngine(address, () => process.exit(1));
}
