import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CimSession } from "../../provider/src/cim/session";
import { canonicalGuid } from "../../provider/src/hyperv/guid";
import type { ObservedPoint } from "../../provider/src/hyperv/point-kind";
import { openFileJournal } from "../../provider/src/journal/file-journal";
import { PointOwners } from "../../provider/src/journal/point-owners";
import {
  collectionReferencePoint,
  type ResourceDefinition,
  vmReferencePoint,
} from "../../provider/src/lifecycle/definition";
import type { Properties } from "../../provider/src/lifecycle/stored";
import type { Context } from "../../provider/src/operation/context";
import { KeyedLocks } from "../../provider/src/operation/keyed-locks";
import { Pace } from "../../provider/src/operation/poll-interval";
import { systemClock } from "../../provider/src/support/clock";
import { factsOf } from "./facts";
import { live } from "./life";
import { recordingSession } from "./recording-session";
import type { Outcome, Run } from "./report";

export interface Acceptance {
  /** Name or GUID of a virtual machine. */
  readonly vm: string;
  /** Name or GUID of a VM group. */
  readonly group?: string | undefined;
  readonly consistency: string;
  readonly method: string;
  readonly timeout: string;
  readonly rctTypeParameter?: number | undefined;
}

/** Runs the lives of both resources on a host, for real. It needs nothing of it but the port. */
export async function accept(
  host: CimSession,
  acceptance: Acceptance,
  say: (text: string) => void,
): Promise<Omit<Run, "connection" | "when">> {
  const { vm, group, consistency, method, timeout, rctTypeParameter } = acceptance;
  const { session, calls, begin } = recordingSession(host);
  const journal = await mkdtemp(join(tmpdir(), "acceptance-"));
  const context: Context = {
    session,
    clock: systemClock,
    random: Math.random,
    journal: openFileJournal(journal, []),
    locks: new KeyedLocks(),
    pace: new Pace(),
    reporter: { progress: (_, text) => say(text), warning: (_, text) => say(text) },
    held: new PointOwners(),
  };
  const settings = {
    consistencyLevel: consistency,
    creationMethod: method,
    __timeouts: { create: timeout, delete: timeout },
  };
  const attempt = async <Point extends ObservedPoint>(
    resource: string,
    definition: ResourceDefinition<Point>,
    target: Properties,
  ): Promise<Outcome> => {
    const started = performance.now();
    try {
      await live(definition, context, { ...target, ...settings }, (step) => begin(`${resource}: ${step}`));
      return { resource, outcome: "passed", detail: `${Math.round(performance.now() - started)} ms` };
    } catch (error) {
      return { resource, outcome: "failed", detail: (error as Error).message };
    }
  };

  try {
    begin("facts");
    const facts = await factsOf(session);
    const outcomes = [await attempt("VmReferencePoint", vmReferencePoint({ rctTypeParameter }), named("vm", vm))];
    const lacking = await whatIsLacking(session, group);
    outcomes.push(
      group === undefined || lacking !== undefined
        ? { resource: "CollectionReferencePoint", outcome: "skipped", detail: lacking ?? "" }
        : await attempt("CollectionReferencePoint", collectionReferencePoint, named("collection", group)),
    );
    return { facts, outcomes, calls };
  } finally {
    await rm(journal, { recursive: true });
  }
}

async function whatIsLacking(session: CimSession, group: string | undefined): Promise<string | undefined> {
  if (group === undefined) return "no VM group was named";
  const [service] = await session.query("Msvm_CollectionReferencePointService");
  return service === undefined ? "the host has no Msvm_CollectionReferencePointService" : undefined;
}

function named(kind: "vm" | "collection", nameOrId: string): Properties {
  return canonicalGuid(nameOrId) === undefined ? { [`${kind}Name`]: nameOrId } : { [`${kind}Id`]: nameOrId };
}
