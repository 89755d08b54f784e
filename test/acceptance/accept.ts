import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CimSession } from "../../provider/src/cim/session";
import { collectionDefinition, type ResourceDefinition, vmDefinition } from "../../provider/src/engine/definition";
import type { Properties } from "../../provider/src/engine/properties";
import { EngineSession } from "../../provider/src/engine/session";
import { canonicalGuid } from "../../provider/src/hyperv/guid";
import type { ReferencePoint } from "../../provider/src/hyperv/point-kind";
import { FileStore } from "../../provider/src/journal/file-store";
import { Journal } from "../../provider/src/journal/journal";
import { PointOwners } from "../../provider/src/journal/point-owners";
import { FileProcessMarks } from "../../provider/src/journal/process-marks";
import { KeyedLocks } from "../../provider/src/operation/keyed-locks";
import { PollInterval } from "../../provider/src/operation/poll-interval";
import { systemClock } from "../../provider/src/support/clock";
import { type Coded, withCode } from "../../provider/src/support/error-codes";
import { onOneHost } from "../support/hosts";
import { factsOf } from "./facts";
import { live, type Provider } from "./life";
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
  const folder = await mkdtemp(join(tmpdir(), "acceptance-"));
  const provider = providerWith(session, folder, say);
  const settings = {
    consistencyLevel: consistency,
    creationMethod: method,
    __timeouts: { create: timeout, delete: timeout },
  };
  const attempt = async (resource: string, definition: ResourceDefinition, target: Properties): Promise<Outcome> => {
    const started = performance.now();
    try {
      await live(definition, provider, { ...target, ...settings }, (step) => begin(`${resource}: ${step}`));
      return { resource, outcome: "passed", detail: `${Math.round(performance.now() - started)} ms` };
    } catch (error) {
      return { resource, outcome: "failed", detail: (error as Error).message };
    }
  };

  try {
    begin("facts");
    const facts = await factsOf(session);
    const outcomes = [
      await attempt("VmReferencePoint", ofAnyKind(vmDefinition({ rctTypeParameter })), named("vm", vm)),
    ];
    const lacking = await whatIsLacking(session, group);
    outcomes.push(
      group === undefined || lacking !== undefined
        ? { resource: "CollectionReferencePoint", outcome: "skipped", detail: lacking ?? "" }
        : await attempt("CollectionReferencePoint", ofAnyKind(collectionDefinition), named("collection", group)),
    );
    return { facts, outcomes, calls };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A provider process with a journal of its own, so that no other's creations are seen. */
function providerWith(session: CimSession, folder: string, say: (text: string) => void): Provider {
  const reporter = {
    progress: (_: string | undefined, text: string) => say(text),
    note: (_: string | undefined, text: string) => say(text),
    warning: (_: string | undefined, warning: Coded) => say(withCode(warning)),
  };
  const journal = new Journal(new FileStore(folder), "", new FileProcessMarks(folder), systemClock);
  const owners = new PointOwners();
  const shared = {
    session,
    clock: systemClock,
    random: Math.random,
    locks: new KeyedLocks(),
    pollInterval: new PollInterval(),
    reporter,
  };
  return {
    context: onOneHost({ shared, journal, owners, newId: randomUUID }),
    startCommand: () => new EngineSession(journal, owners, reporter, systemClock),
  };
}

function ofAnyKind<Point extends ReferencePoint>(definition: ResourceDefinition<Point>): ResourceDefinition {
  return definition as unknown as ResourceDefinition;
}

async function whatIsLacking(session: CimSession, group: string | undefined): Promise<string | undefined> {
  if (group === undefined) return "no VM group was named";
  const [service] = await session.query("Msvm_CollectionReferencePointService");
  return service === undefined ? "the host has no Msvm_CollectionReferencePointService" : undefined;
}

function named(kind: "vm" | "collection", nameOrId: string): Properties {
  return canonicalGuid(nameOrId) === undefined ? { [`${kind}Name`]: nameOrId } : { [`${kind}Id`]: nameOrId };
}
