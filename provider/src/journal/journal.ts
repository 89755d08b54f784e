import type { Creation } from "../lifecycle/stored";

/**
 * Remembers the creations that are under way, outside the engine: after a second Ctrl-C or a crash the engine stores
 * nothing of what create returns, and would create again.
 */
export interface Journal {
  read(urn: string): Promise<Creation | undefined>;
  /** Stores an entry so that it survives the end of the process at any moment. */
  write(urn: string, creation: Creation): Promise<void>;
  remove(urn: string): Promise<void>;
  /** Where a person finds the entry of a resource. */
  placeOf(urn: string): string;
  list(): Promise<readonly JournalEntry[]>;
  /** The creations of one target of which it is not known yet what they make: they must not take each other's points. */
  openCreationsOf(targetId: string): Promise<readonly JournalEntry[]>;
}

export interface JournalEntry {
  readonly urn: string;
  readonly creation: Creation;
}

/** Hands an entry on to the resource's new URN. */
export async function moveEntry(journal: Journal, from: string, to: string): Promise<void> {
  if (from === to || from === "") return;
  const creation = await journal.read(from);
  if (creation === undefined || (await journal.read(to)) !== undefined) return;
  await journal.write(to, creation);
  await journal.remove(from);
}

/** Says that a point belongs to a resource: unfinished creations of the same target must not take it for their result. */
export async function claimPoint(journal: Journal, urn: string, targetId: string, id: string): Promise<void> {
  for (const { urn: other, creation } of await journal.openCreationsOf(targetId)) {
    if (other === urn) continue;
    if (!creation.before.includes(id)) await journal.write(other, { ...creation, before: [...creation.before, id] });
  }
}

/**
 * What a person should know when a command begins: creations of this stack that were interrupted, each with what finishes it.
 * A resource that is no longer declared is finished by nobody, and only this says so.
 */
export async function interruptedCreations(journal: Journal, urn: string): Promise<string[]> {
  const stack = stackOf(urn);
  const entries = (await journal.list()).filter(
    ({ urn: of, creation }) => stackOf(of) === stack && !creation.cameToNothing && !creation.answered,
  );
  return entries.map(({ urn: of, creation }) => {
    const { step, targetName, targetId, since, job, made } = creation;
    const call = `${step} for "${targetName}" (${targetId}) at ${since}`;
    const known =
      made === undefined
        ? `the creation of ${of} was interrupted: ${call}, ${job === undefined ? "its reply was lost" : `job ${job}`}. ` +
          'The next "pulumi up" that declares this resource finishes it.'
        : `${call} made reference point ${made} for ${of}, and the state may not know of it. The next "pulumi up" that ` +
          "declares this resource sees to it.";
    return (
      `${known} If the resource was removed from the program, its point may be left on the host: declare it once more and then ` +
      "destroy it."
    );
  });
}

/** Whether what it makes is not known yet. */
export function isOpen({ made, cameToNothing }: Creation): boolean {
  return made === undefined && cameToNothing === undefined;
}

/** `urn:pulumi:<stack>::<project>`: what the URNs of one stack have in common. */
function stackOf(urn: string): string {
  return urn.split("::").slice(0, 2).join("::");
}
