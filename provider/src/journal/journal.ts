import { CimError } from "../cim/error";
import { advance, type CreationRecord } from "../creation/record";
import type { Claims } from "../creation/work";
import type { Clock } from "../support/clock";
import { type Entry, entryVersion, type OwnedPoint, pointOf } from "./entry";
import type { ProcessMarks } from "./process-marks";
import type { EntryStore, Unreadable } from "./store";

/** What the journal must know of a creation beside its record. */
export interface Origin {
  readonly urn: string;
  /** creationId of the point that this creation is to replace. */
  readonly replaces?: string | undefined;
  /** creationId of the creation that a create resumes. */
  readonly resumes?: string | undefined;
}

/** Of a creation that was delivered and that no state has ever shown. */
const daysUntilForgotten = 90;

/**
 * The creations on the runner's disk: what a killed process cannot tell the engine, and which creation has which point.
 * Entries are written by `save`, `own` and `deliver`, and removed by `remove`; beside it only a user removes one, by the command.
 */
export class Journal {
  constructor(
    readonly store: EntryStore,
    readonly backend: string,
    readonly marks: ProcessMarks,
    readonly clock: Clock,
  ) {}

  /** The entries of this backend. Delivered ones that are 90 days old and that no state has shown are removed. */
  async entries(fresh = false): Promise<readonly Entry[]> {
    const { entries } = await this.store.list(fresh);
    const own = entries.filter(({ backend }) => backend === this.backend);
    const forgotten = own.filter((entry) => this.#isForgotten(entry));
    await Promise.all(forgotten.map(({ creationId }) => this.remove(creationId)));
    return own.filter((entry) => !forgotten.includes(entry));
  }

  async unreadable(): Promise<readonly Unreadable[]> {
    return (await this.store.list()).unreadable;
  }

  async find(creationId: string): Promise<Entry | undefined> {
    return (await this.entries()).find((entry) => entry.creationId === creationId);
  }

  /** Stores a record, so that it survives the end of the process at any moment. */
  async save(record: CreationRecord, { urn, replaces, resumes }: Origin): Promise<void> {
    const { creationId } = record;
    const before = await this.find(creationId);
    const origin = replaces ?? before?.replaces;
    const resumed = resumes === creationId ? true : before?.resumed;
    const entry: Entry = {
      ...this.#header(creationId, before?.urn ?? urn, resumed),
      delivered: before?.delivered ?? false,
      ...(origin === undefined ? {} : { replaces: origin }),
      content: { is: "creation", record },
    };
    const write = async () => {
      await this.marks.begin();
      await this.store.write(entry, true);
    };
    await write().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CimError("Unavailable", reason, { code: "HVRP501", permanent: true, cause: error });
    });
  }

  /**
   * A state shows the point of a creation: its record is no longer needed. Who has the point stays known, and nobody else
   * has it any more. `delivered`: whether an engine was told of it.
   */
  async own(creationId: string, urn: string, point: OwnedPoint, delivered = true): Promise<void> {
    const all = await this.entries();
    const others = all.filter((entry) => entry.creationId !== creationId && pointOf(entry) === point.pointId);
    const resumed = all.find((entry) => entry.creationId === creationId)?.resumed;
    await this.store.write(
      {
        ...this.#header(creationId, urn, resumed),
        delivered,
        content: { is: "point", ...point },
      },
      false,
    );
    await Promise.all(others.map((entry) => this.remove(entry.creationId)));
  }

  /** The engine was told of these creations, and its command ended in order. */
  async deliver(creationIds: Iterable<string>): Promise<void> {
    const ids = new Set(creationIds);
    const undelivered = (await this.entries()).filter(({ creationId, delivered }) => ids.has(creationId) && !delivered);
    await Promise.all(undelivered.map((entry) => this.store.write({ ...entry, delivered: true }, false)));
  }

  async remove(creationId: string): Promise<void> {
    await this.store.remove(creationId);
  }

  /**
   * Of a pending creation both the state and the journal have a copy: the later one counts, and is in the journal
   * afterwards. That a state has it means that an engine was told of it.
   */
  async merge(pending: CreationRecord, urn: string): Promise<CreationRecord> {
    const content = (await this.find(pending.creationId))?.content;
    // A state that was rolled back: its creation has come to its point since.
    if (content?.is === "point") {
      const { pointId, evidence } = content;
      const result = { pointId, evidence, createdAt: pending.calledAt };
      return advance(pending, { type: "created", result });
    }
    const stored = content?.record;
    // The copy that more has happened to.
    const later = stored === undefined || pending.sequence > stored.sequence ? pending : stored;
    if (later !== stored) {
      await this.save(later, { urn });
      await this.deliver([pending.creationId]);
    }
    return later;
  }

  /** What belongs to other creations than this one, as far as the journal knows. */
  async claims(creationId: string): Promise<Claims> {
    const others = (await this.entries(true)).filter((entry) => entry.creationId !== creationId);
    const ids = new Set<string>();
    const jobIds: string[] = [];
    for (const entry of others) {
      const pointId = pointOf(entry);
      if (pointId !== undefined) ids.add(pointId);
      const { content } = entry;
      if (content.is === "creation" && content.record.phase === "running") {
        if (content.record.resultId !== undefined) ids.add(content.record.resultId);
        if (content.record.jobId !== undefined) jobIds.push(content.record.jobId);
      }
      const snapshotId =
        content.is === "creation" && content.record.phase !== "void" && "snapshotId" in content.record.step
          ? content.record.step.snapshotId
          : undefined;
      if (snapshotId !== undefined) ids.add(snapshotId);
    }
    return { ids, jobIds };
  }

  #header(creationId: string, urn: string, resumed: true | undefined) {
    return {
      schemaVersion: entryVersion,
      creationId,
      urn,
      backend: this.backend,
      process: this.marks.own,
      writtenAt: new Date(this.clock.now()).toISOString(),
      ...(resumed === undefined ? {} : { resumed }),
    } as const;
  }

  #isForgotten({ content, delivered, writtenAt }: Entry): boolean {
    if (content.is !== "creation" || !delivered) return false;
    return this.clock.now() - Date.parse(writtenAt) > daysUntilForgotten * 24 * 3_600_000;
  }
}
