import type { CreationRecord } from "../creation/record";
import { type Entry, pointOf } from "../journal/entry";
import type { FellowProcesses } from "../journal/fellow-processes";
import { interruptedIn, interruptedOf, type Present, resumableOf, unshownOf } from "../journal/interrupted";
import type { Journal } from "../journal/journal";
import type { PointOwners } from "../journal/point-owners";
import type { DeleteOptions } from "../lifecycle/delete";
import type { Achieved } from "../lifecycle/resource";
import type { Reporter, Subject } from "../operation/context";
import type { Timeouts } from "../operation/timeouts";
import type { Clock } from "../support/clock";
import { UserError } from "../support/user-error";
import { describeInterrupted, describeUnshown } from "./announcements";
import type { Shown } from "./shown";
import { Successors } from "./successors";

/** How long another process that works on the same resource is waited for: one whose engine was killed ends within seconds. */
const patienceWithOthers = 60_000;

/**
 * One command of Pulumi as its provider process sees it: what the engine's calls show of the state, and what this process has
 * answered. It decides whose an entry of the journal is, and when it is confirmed or delivered. Each method is named after the call that feeds it.
 */
export class EngineSession {
  readonly successors: Successors;
  /** creationIds that the engine was told of by this process: that it shows them proves nothing about the state. */
  readonly #answered = new Set<string>();
  /** Of these, the answers that the engine stores while its command lasts; those of a refresh it may only be previewing. */
  readonly #toBeStored = new Set<string>();
  /** What the state has for a declared resource, and keeps. */
  readonly #kept = new Set<string>();
  /** Delivered creations that the user was told of by this command. */
  readonly #warned = new Set<string>();
  /** Left to the user by this command. */
  readonly #left = new Set<string>();
  /** The creation that the state has for a declared resource: what only waits for its deletion is never compared. */
  readonly #shown = new Map<string, string>();
  /** Ids that declared resources adopt, by URN. */
  readonly #adopted = new Map<string, string>();
  /** `customTimeouts` of declared resources, by URN. */
  readonly #timeouts = new Map<string, Timeouts>();
  /** URNs that the program has declared since they were read: a refresh compares too, what waits for its deletion as well. */
  readonly #declared = new Set<string>();
  readonly #present: Present;
  #running = 0;
  #announced = false;

  constructor(
    readonly journal: Journal,
    readonly owners: PointOwners,
    readonly reporter: Reporter,
    readonly clock: Clock,
    readonly fellows: FellowProcesses,
  ) {
    this.successors = new Successors(fellows);
    this.#present = {
      isAtWork: (entry) => journal.marks.isAtWork(entry.process),
      isOwn: (creationId) => this.#answered.has(creationId) || this.#left.has(creationId),
    };
  }

  /** The program declares a resource. Whether the state has it is not to be told: a forced replacement hides that. */
  async onCheck(urn: string | undefined, adopt: unknown, timeouts: Timeouts = {}): Promise<void> {
    if (urn === undefined) return;
    this.#declared.add(urn);
    this.#timeouts.set(urn, timeouts);
    if (typeof adopt === "string") this.#adopted.set(urn, adopt);
    await this.#announce(urn);
  }

  /**
   * What is in force for a resource of the state: what its program declares now, else (in a destroy, say) what it declared when
   * the state was written. A change of timeouts alone is none, so the state may have older ones.
   */
  timeoutsOf({ urn, timeouts }: Subject & { readonly urn: string }): Timeouts {
    return this.#timeouts.get(urn) ?? timeouts;
  }

  /** The state shows a resource, which the program declares or a refresh has read. Answers whether a creation of it was interrupted. */
  async onDiff(urn: string, shown: Shown): Promise<{ readonly interrupted: boolean }> {
    await this.#confirm(urn, shown);
    if (!this.#declared.has(urn)) return { interrupted: false };
    this.#shown.set(urn, shown.creationId);
    this.successors.onDiff(urn, shown);
    await this.#warnOfUnshown(urn, shown.creationId);
    return { interrupted: (await this.#interruptedOf(urn, shown.creationId)).length > 0 };
  }

  /** The state keeps what it has for a declared resource: it is not replaced. What a refresh has compared may be deleted yet. */
  onKept(urn: string, { creationId }: Shown): void {
    if (this.#declared.has(urn)) this.#kept.add(creationId);
  }

  /** The engine creates a resource, as a replacement perhaps. Answers which creation is to be resumed, and what it replaces. */
  async beforeCreate(
    urn: string,
  ): Promise<{ readonly resume: Entry | undefined; readonly replaces: string | undefined }> {
    const replaces = this.#shown.get(urn);
    this.successors.beforeCreate(urn, replaces);
    await this.#refuseUnreadable(urn);
    const resume = resumableOf(await this.journal.entries(), urn, replaces, this.#present);
    await this.#warnOfUnshown(urn, replaces);
    if (resume !== undefined) await this.#waitForOthers(resume);
    return { resume: resume && ((await this.journal.find(resume.creationId)) ?? resume), replaces };
  }

  async onRead(urn: string, shown: Shown): Promise<void> {
    this.#declared.delete(urn);
    await this.#confirm(urn, shown);
  }

  async beforeUpdate(urn: string, shown: Shown): Promise<readonly CreationRecord[]> {
    await this.#confirm(urn, shown);
    return this.#interruptedOf(urn, shown.creationId);
  }

  async beforeDelete(urn: string, shown: Shown): Promise<DeleteOptions> {
    await this.#announce(urn);
    const interrupted = await this.#interruptedOf(urn, shown.creationId);
    await this.#confirm(urn, shown);
    return {
      interrupted,
      adopted: [...this.#adopted.values()],
      isFormerSelf: await this.#isFormerSelf(shown.creationId),
    };
  }

  /** Two entries of the state name a creation that was resumed. The one that is deleted is not the one that stays. */
  async #isFormerSelf(creationId: string): Promise<boolean> {
    const stays = this.#toBeStored.has(creationId) || this.#kept.has(creationId);
    return stays && (await this.journal.find(creationId))?.resumed === true;
  }

  /** Runs a create, an update or a delete: while one runs, nothing recent is sure to be stored. */
  async running<T>(operation: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await operation();
    } finally {
      this.#running -= 1;
    }
  }

  /** The engine is told of a point or of a pending creation, and is to store it. */
  onAnswer(urn: string, creationId: string, is: Achieved["is"] = "created"): void {
    this.successors.onAnswer(urn, creationId, is);
    this.#answered.add(creationId);
    this.#toBeStored.add(creationId);
    this.#shown.set(urn, creationId);
  }

  /** A refresh tells the engine of a point; it may only be a preview. */
  onReadAnswer(creationId: string): void {
    this.#answered.add(creationId);
  }

  /**
   * A refresh has the proof that a point is gone: nobody needs to know whose it was. It may only be a preview, and the state go on
   * showing it; but what is not there is taken by nobody.
   */
  async onReadAbsent({ creationId, point }: Shown): Promise<void> {
    const content = (await this.journal.find(creationId))?.content;
    if (content?.is === "point" && content.pointId === point?.pointId) await this.journal.remove(creationId);
  }

  /** It is left to the user, and not looked at again by this command. */
  leave(creationId: string): void {
    this.#left.add(creationId);
  }

  /** The engine ends the process: at the end of every command, or at a second Ctrl-C, when something still runs. */
  async onShutdown(): Promise<void> {
    if (this.#running === 0) await this.acknowledge();
    this.journal.marks.end();
    this.fellows.end();
  }

  /** The command has ended in order: what the engine was told is delivered. Whether the backend took it, the next one sees. */
  async acknowledge(): Promise<void> {
    await this.journal.deliver(this.#toBeStored);
  }

  /** A state has the point of a creation: from now on nobody needs its record, and nobody else may have the point. */
  async #confirm(urn: string, { creationId, point }: Shown): Promise<void> {
    if (point === undefined || this.#answered.has(creationId)) return;
    this.owners.show(point.pointId, creationId);
    const content = (await this.journal.find(creationId))?.content;
    const isThis =
      content?.is === "creation" && content.record.phase === "created" && content.record.pointId === point.pointId;
    if (isThis) await this.journal.own(creationId, urn, point);
  }

  async #interruptedOf(urn: string, creationId: string): Promise<readonly CreationRecord[]> {
    return interruptedOf(await this.journal.entries(), urn, creationId, this.#present);
  }

  /** A process that works on the same resource is one whose engine was killed: it ends as soon as it notices. */
  async #waitForOthers(entry: Entry): Promise<void> {
    const deadline = this.clock.now() + patienceWithOthers;
    while (this.#present.isAtWork(entry)) {
      if (this.clock.now() >= deadline) {
        throw new UserError(
          "HVRP410",
          `another process (pid ${entry.process.pid} on ${entry.process.computer}) is creating the reference point of this resource. ` +
            "Wait until it has ended, then run the command again.",
        );
      }
      await this.clock.sleep(250);
    }
  }

  /** The backend may not have taken the state, or an older one was imported. */
  async #warnOfUnshown(urn: string, shown?: string): Promise<void> {
    for (const entry of unshownOf(await this.journal.entries(), urn, this.#present)) {
      const { creationId } = entry;
      if (creationId === shown || this.#warned.has(creationId)) continue;
      this.#warned.add(creationId);
      this.reporter.warning(urn, { code: "HVRP409", message: describeUnshown(entry, pointOf(entry)) });
    }
  }

  /** Says, once a command, which creations of the stack were interrupted, and what of the journal cannot be read. */
  async #announce(urn: string): Promise<void> {
    if (this.#announced) return;
    this.#announced = true;
    for (const entry of interruptedIn(await this.journal.entries(), urn, this.#present)) {
      this.reporter.warning(undefined, { code: "HVRP408", message: describeInterrupted(entry) });
    }
    for (const { place, reason } of await this.journal.unreadable()) {
      const message = `the journal entry ${place} cannot be read: ${reason}. It was ignored. Read it, then remove it.`;
      this.reporter.warning(undefined, { code: "HVRP502", message });
    }
  }

  /** It may know of a point of this very resource. */
  async #refuseUnreadable(urn: string): Promise<void> {
    const own = (await this.journal.unreadable()).find(({ text }) => text.includes(JSON.stringify(urn)));
    if (own === undefined) return;
    throw new UserError(
      "HVRP502",
      `the journal entry ${own.place} cannot be read, and it belongs to this resource: ${own.reason}. It may name a reference point ` +
        "that the state does not know: read it, then remove it. Nothing was created.",
    );
  }
}
