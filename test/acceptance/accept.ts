import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CimSession } from "../../provider/src/cim/session";
import type { Properties } from "../../provider/src/engine/properties";
import { EngineSession } from "../../provider/src/engine/session";
import type { Target } from "../../provider/src/hyperv/point-kind";
import { FileFellowProcesses } from "../../provider/src/journal/fellow-processes";
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
import { describe, examinePoint, namingOfResults, readsOfMissingObjects } from "./findings";
import { live, type Provider } from "./life";
import { recordingSession } from "./recording-session";
import type { Run } from "./report";
import { type Outcome, type StepId, StepSkipped } from "./steps";
import { find, type Named, namedGroup, namedVm, requireCheckpoint, requireOff, thingsOf } from "./targets";

/** What a person has named; each by name or GUID. What is not named is skipped, and counted. */
export interface Acceptance {
  readonly vm: string;
  readonly group?: string | undefined;
  readonly vmOff?: string | undefined;
  readonly vmCheckpoint?: string | undefined;
  readonly vmNoRights?: string | undefined;
  /** Leaves guests alone: no application consistency. */
  readonly crashOnly?: boolean | undefined;
  readonly timeout: string;
  readonly rctTypeParameter?: number | undefined;
}

/** Per kind of target. "refused" is an answer where a host may not be able to do it. */
const trials = [
  { step: "automatic", settings: {}, mayBeRefused: false },
  { step: "create-crash", settings: { creationMethod: "CreateReferencePoint" }, mayBeRefused: true },
  {
    step: "create-application",
    settings: { creationMethod: "CreateReferencePoint", consistencyLevel: "Application" },
    mayBeRefused: true,
  },
  { step: "convert-crash", settings: { creationMethod: "ConvertRecoverySnapshot" }, mayBeRefused: true },
  {
    step: "convert-application",
    settings: { creationMethod: "ConvertRecoverySnapshot", consistencyLevel: "Application" },
    mayBeRefused: true,
  },
  { step: "log", settings: { referencePointType: "Log" }, mayBeRefused: true },
] as const;

/** Runs every step on a host, for real. It needs nothing of it but the port. It changes no power state and no rights. */
export async function accept(
  host: CimSession,
  acceptance: Acceptance,
  say: (text: string) => void,
): Promise<Pick<Run, "facts" | "outcomes" | "findings" | "calls">> {
  const { vm, group, vmOff, vmCheckpoint, vmNoRights, timeout, rctTypeParameter } = acceptance;
  const { session, calls, begin } = recordingSession(host);
  const folder = await mkdtemp(join(tmpdir(), "acceptance-"));
  const provider = providerWith(session, folder, say);
  const outcomes: Outcome[] = [];
  const findings: string[] = [];

  /** Makes a step; what it answers is the detail. */
  const take = async (step: StepId, work: () => Promise<string>, mayBeRefused = false): Promise<void> => {
    say(`${step} ...`);
    begin(step);
    const started = performance.now();
    try {
      const detail = await work();
      outcomes.push({ step, outcome: "passed", detail: detail || `${Math.round(performance.now() - started)} ms` });
    } catch (error) {
      const { message } = error as Error;
      const refused = mayBeRefused && isRefusal(message);
      outcomes.push({
        step,
        outcome: error instanceof StepSkipped ? "skipped" : refused ? "refused" : "failed",
        detail: message,
      });
    }
  };

  /** Lets a point of a target live, and looks at what is there before and afterwards. */
  const letLive = async (
    step: StepId,
    target: Named,
    settings: Properties,
    requirement?: (session: CimSession, found: Target) => Promise<void>,
  ): Promise<string> => {
    const found = await find(session, target);
    await requirement?.(session, found);
    const before = await thingsOf(session, target, found);
    const program = {
      ...target.program,
      consistencyLevel: "Crash",
      ...settings,
      __timeouts: { create: timeout, delete: timeout },
    };
    const examine = async (outputs: Properties) => {
      const texts = await examinePoint(session, outputs);
      findings.push(...texts.map((text) => `\`${step}\`: ${text}`));
    };
    const beginStep = (name: string) => begin(`${step}: ${name}`);
    const life = live(target.definition, provider, program, { beginStep, examine });
    const failure = await life.then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    begin(`${step}: what is there afterwards`);
    const after = await thingsOf(session, target, found);
    if (after.join() !== before.join()) {
      const left = `before: ${before.join(", ") || "nothing"}; afterwards: ${after.join(", ") || "nothing"}`;
      throw new NotAsBefore(failure === undefined ? left : `${failure.message} ${left}`);
    }
    if (failure !== undefined) throw failure;
    return "";
  };

  try {
    let facts: readonly string[] = [];
    await take("facts", async () => {
      facts = await factsOf(session);
      return `${facts.length} facts`;
    });
    await take("missing-object", async () => {
      const { texts, understood } = await readsOfMissingObjects(session);
      findings.push(...texts.map((text) => `\`missing-object\`: ${text}`));
      if (!understood) throw new Error(texts.join("; "));
      return texts.join("; ");
    });
    const kinds = [
      { kind: "vm", of: namedVm(vm, rctTypeParameter), lacking: undefined },
      {
        kind: "group",
        of: group === undefined ? undefined : namedGroup(group),
        lacking: await lackingOfGroups(session, group),
      },
    ] as const;
    for (const { kind, of, lacking } of kinds) {
      for (const { step, settings, mayBeRefused } of trials) {
        const id: StepId = `${kind}-${step}`;
        const work = async () => {
          if (of === undefined || lacking !== undefined) throw new StepSkipped(lacking);
          if (acceptance.crashOnly === true && step.endsWith("application")) throw new StepSkipped("--crash-only");
          return letLive(id, of, settings);
        };
        await take(id, work, mayBeRefused);
      }
    }
    const ofNamed = (step: StepId, option: string, name: string | undefined, requirement: typeof requireOff) =>
      take(step, async () => {
        if (name === undefined) throw new StepSkipped(`none was named (${option})`);
        return letLive(step, namedVm(name, rctTypeParameter), {}, requirement);
      });
    await ofNamed("powered-off", "--vm-off", vmOff, requireOff);
    await ofNamed("checkpoint", "--vm-checkpoint", vmCheckpoint, requireCheckpoint);
    await take("no-rights", async () => {
      if (vmNoRights === undefined) throw new StepSkipped("none was named (--vm-no-rights)");
      const error = await letLive("no-rights", namedVm(vmNoRights, rctTypeParameter), {}).then(
        () => undefined,
        (refusal: unknown) => refusal as Error,
      );
      if (error instanceof NotAsBefore) throw error;
      if (error === undefined) throw new Error(`the account may create points of "${vmNoRights}"`);
      return error.message;
    });
    findings.push(namingOfResults(calls));
    return { facts, outcomes, findings, calls };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Something was left on the host, or is missing there. */
class NotAsBefore extends Error {}

/** Codes by which a host says that it cannot do something, or that what it has created is not what was requested. */
function isRefusal(message: string): boolean {
  return /\(HVRP(?:301|303|304|305|309)\)$/.test(message);
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
    connection: "the connection",
    clock: systemClock,
    random: Math.random,
    locks: new KeyedLocks(),
    pollInterval: new PollInterval(),
    reporter,
  };
  return {
    context: onOneHost({ shared, journal, owners, newId: randomUUID }),
    startCommand: () =>
      new EngineSession(journal, owners, reporter, systemClock, new FileFellowProcesses(folder, undefined)),
  };
}

async function lackingOfGroups(session: CimSession, group: string | undefined): Promise<string | undefined> {
  if (group === undefined) return "none was named (--group)";
  const services = await session.query("Msvm_CollectionReferencePointService").catch(describe);
  if (typeof services === "string") return services;
  return services.length === 0 ? "the host shows no Msvm_CollectionReferencePointService" : undefined;
}
