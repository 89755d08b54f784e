import type { CimSession } from "../cim/session";
import { interruptedCreations, isOpen, type Journal } from "../journal/journal";
import type { Reporter } from "../operation/context";
import { watchEngine } from "./liveness";

/**
 * Takes creations out of the journal, once the state is seen to have their points. An answer of create that the engine never
 * stored (a second Ctrl-C, a kill, a backend that fails) leaves its entry, where the next create of that resource finds it.
 */
export class JournalConfirmation {
  /** Resources that the program declares, as far as the command has come. */
  readonly #declared = new Set<string>();
  /** Of these, the ones that the state has. */
  readonly #inState = new Set<string>();
  /** Resources whose state names another point than the journal. */
  readonly #interrupted = new Set<string>();
  /** Whose points were told to the engine by this process: that the engine names them says nothing of what it has stored. */
  readonly #told = new Set<string>();
  /** Of these, the answers that it stores while its command lasts; those of a refresh it may only be previewing. */
  readonly #toBeStored = new Set<string>();
  /** Points that a forced replacement went past, not knowing whether the state has them. */
  readonly #passedBy = new Map<string, string>();
  #underWay = 0;
  #announced = false;

  constructor(
    readonly journal: Journal,
    readonly reporter: Reporter,
  ) {}

  /** The program declares a resource, which the state has or not. */
  async declare(urn: string, inState: boolean): Promise<void> {
    this.#declared.add(urn);
    if (inState) this.#inState.add(urn);
    await this.announce(urn);
  }

  isDeclared(urn: string): boolean {
    return this.#declared.has(urn);
  }

  /** Says, once a process, which creations of the stack were interrupted. */
  async announce(urn: string): Promise<void> {
    if (this.#announced || urn === "") return;
    this.#announced = true;
    for (const text of await interruptedCreations(this.journal, urn)) this.reporter.warning("", text);
  }

  /** Runs a create or an update, whose answer the engine is to store. */
  async storing<T>(urn: string, operation: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      const answer = await operation();
      this.#told.add(urn);
      this.#toBeStored.add(urn);
      return answer;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** A read is about to tell the engine of a point that an unfinished creation has made. */
  telling(urn: string): void {
    this.#told.add(urn);
  }

  /**
   * The engine names the point of a resource. When this process has not told it, it comes from the state. Says whether the
   * journal has another creation of the resource, which was interrupted.
   */
  async confirm(urn: string, instanceId: string | undefined): Promise<{ readonly interrupted: boolean }> {
    const entry = urn === "" ? undefined : await this.journal.read(urn);
    if (entry === undefined) return { interrupted: false };
    if (instanceId === undefined || entry.made !== instanceId) {
      this.#interrupted.add(urn);
      return { interrupted: !entry.cameToNothing };
    }
    if (!this.#told.has(urn)) await this.journal.remove(urn);
    return { interrupted: false };
  }

  /**
   * A point is about to be created. It may be one that the journal knows, where the state does not have it. For a replacement that
   * is forced, diff has not been asked, and most likely the state has the point: it must not become its own replacement.
   */
  async aboutToCreate(urn: string): Promise<void> {
    if (!this.#inState.has(urn) || this.#interrupted.has(urn)) return;
    const entry = await this.journal.read(urn);
    if (entry?.made === undefined) return;
    this.#passedBy.set(urn, entry.made);
    await this.journal.remove(urn);
  }

  /** The engine deletes a point: after a forced replacement this shows which point the state had. */
  deleting(urn: string, instanceId: string | undefined): void {
    const passedBy = this.#passedBy.get(urn);
    this.#passedBy.delete(urn);
    if (passedBy === undefined || passedBy === instanceId) return;
    this.reporter.warning(
      urn,
      `reference point ${passedBy} was made for this resource by a command that did not write the state, and was left out of its ` +
        "forced replacement. No stack owns it: destroy it on the host, or adopt it by another resource.",
    );
  }

  /**
   * The engine ends this process. It does so at the end of every command; or at a second Ctrl-C, when something is still under
   * way and nothing recent is sure to be stored.
   */
  async ending(): Promise<void> {
    if (this.#underWay > 0) return;
    await Promise.all([...this.#toBeStored].map((urn) => this.#markAnswered(urn)));
  }

  /** Only an entry that has come to its point: one that is merely unfinished serves the next update. */
  async #markAnswered(urn: string): Promise<void> {
    const entry = await this.journal.read(urn).catch(() => undefined);
    if (entry !== undefined && !isOpen(entry)) await this.journal.write(urn, { ...entry, answered: true });
  }
}

/** An end that takes longer than this is none: a journal on a network drive that is gone, say. */
const longestEnd = 4_000;

/** Ends the process with the engine, the host's session first. */
export function endWithEngine(
  address: string | undefined,
  session: CimSession,
  confirmation: JournalConfirmation,
): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), longestEnd).unref();
    await Promise.allSettled([confirmation.ending(), session.close()]);
    process.exit(0);
  };
  // Windows knows no SIGTERM: the engine breaks its plugins there. The listeners stay while the process ends: with none left,
  // a library that listens too (signal-exit) would kill it at once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGBREAK"] as const) process.on(signal, end);
  // A killed engine stores nothing: the journal stays as it is.
  if (address !== undefined) void watchEngine(address, () => process.exit(1));
}
