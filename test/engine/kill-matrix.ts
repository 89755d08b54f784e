import { existsSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import type { FaultDescription, HostDescription } from "../../provider/src/hosts/simulated";
import { jobType } from "../../provider/src/hosts/simulated/methods/operation";
import { entrySchema } from "../../provider/src/journal/entry";
import { journalFolder } from "../../provider/src/support/journal-folder";
import { usualHost } from "../support/lifecycle";
import { endLanguageHosts, eventually, providersIn } from "../support/processes";
import {
  hasMatchedFault,
  outputsOf,
  type SimulatedProject,
  simulatedProject,
  worldOf,
} from "../support/simulated-project";
import type { RunningCommand } from "./harness";
import { asCluster, clusterConfiguration, traceOf } from "./harness/cluster";
import { journalFiles } from "./harness/journal-files";
import { type Change, changes, hostChanges, isAtWork, program, refuseUntilRestored } from "./kill-changes";

/** A step is held up by a fault of the host, which counts what it has met: that is how a test knows where the provider is. */
interface Step {
  /** `fallback`: of a create by which the host gives no RCT ids, so that a recovery snapshot is converted. */
  readonly operation: "create" | "fallback" | "delete";
  readonly during: FaultDescription | { readonly job: number };
}

const held = { happens: "delay", milliseconds: 2_500 } as const;

const steps: Readonly<Record<string, Step>> = {
  "create: before the call reaches the host": {
    operation: "create",
    during: { ...held, operation: "invoke", method: "CreateReferencePoint" },
  },
  "create: while the job runs": { operation: "create", during: { job: jobType.createPoint } },
  "create: while the new point is read back": {
    operation: "create",
    during: { ...held, operation: "get", class: "Msvm_StorageAllocationSettingData" },
  },
  "create: while a call is waited for that begins late": {
    operation: "create",
    during: { happens: "late", method: "CreateReferencePoint", milliseconds: 4_000 },
  },
  "delete: before the call reaches the host": {
    operation: "delete",
    during: { ...held, operation: "invoke", method: "DestroyReferencePoint" },
  },
  "delete: while the job runs": { operation: "delete", during: { job: jobType.deletePoint } },
  "delete: while the absence is verified": {
    operation: "delete",
    during: { ...held, operation: "query", class: "Msvm_VirtualSystemReferencePoint" },
  },
  "delete: while a call is waited for that begins late": {
    operation: "delete",
    during: { happens: "late", method: "DestroyReferencePoint", milliseconds: 4_000 },
  },
  "fallback: before the point is requested": before("CreateReferencePoint"),
  "fallback: while the point is created": during(jobType.createPoint),
  "fallback: before the point without ids is deleted": before("DestroyReferencePoint"),
  "fallback: while the point without ids is deleted": during(jobType.deletePoint),
  "fallback: before the snapshot is requested": before("CreateSnapshot"),
  "fallback: while the snapshot is created": during(jobType.createSnapshot),
  "fallback: before the conversion is requested": before("ConvertToReferencePoint"),
  "fallback: while the snapshot is converted": during(jobType.convertSnapshot),
};

function before(method: string): Step {
  return { operation: "fallback", during: { ...held, operation: "invoke", method } };
}

function during(job: number): Step {
  return { operation: "fallback", during: { job } };
}

/** Who gets which signal. */
const kills: Readonly<Record<string, (command: RunningCommand, provider: number) => Promise<void>>> = {
  "Ctrl-C": async (command) => command.signal("SIGINT"),
  "Ctrl-C twice": async (command) => {
    command.signal("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 300));
    command.signal("SIGINT");
  },
  SIGTERM: async (command) => command.signal("SIGTERM"),
  "kill -9 of the CLI": async (command) => command.signal("SIGKILL"),
  "kill -9 of the provider": async (_, provider) => {
    process.kill(provider, "SIGKILL");
  },
};

/** Of a host that gives RCT ids by CreateReferencePoint, or only to converted snapshots. */
function descriptionFor(operation: Step["operation"], change: Change | undefined): HostDescription {
  const single: HostDescription = { ...usualHost, version: "2025", directRctIds: operation !== "fallback" };
  if (!change?.onCluster) return single;
  // Of 2025 only the job names a result, and on the node of the job that is not seen any more after a move. Of what nothing names
  // the user is asked, where it is no fit point or is a snapshot.
  return asCluster(operation === "fallback" ? { ...single, version: "2022" } : single);
}

interface Case {
  readonly step: string;
  readonly kill: string;
  /** What else happens. Default: nothing. */
  readonly change?: string;
  /** Whether the provider meets it and is killed then, or it happens between the kill and the next command. Default: `after`. */
  readonly when?: "before" | "after";
}

const hardest = "kill -9 of the provider";

/** The whole table for one operation, or the rows of some kills. */
export function describeKills(operation: Step["operation"], wanted = Object.keys(kills)): void {
  describeCases(calledSteps(operation).flatMap((step) => wanted.map((kill) => ({ step, kill }))));
}

/**
 * What else can happen between a kill and the next command: a cluster changes at every step, a single host in each way at one of
 * the steps, for the random sequences have all of them. What a killed provider has asked for may happen only then, too. Of a
 * fallback a node is lost only while it runs a job: there is more to lose, and each case takes both cores for seconds.
 */
export function describeChangesAfterKills(operation: Step["operation"]): void {
  const called = calledSteps(operation);
  const late = stepsOf(operation).filter((step) => !called.includes(step));
  const lossy = (step: string) => operation !== "fallback" || step.includes("while");
  describeCases([
    ...stepsOf(operation).map((step) => ({ step, kill: hardest, change: "the virtual machine moves" })),
    ...stepsOf(operation)
      .filter(lossy)
      .map((step) => ({ step, kill: hardest, change: "its node is lost" })),
    ...hostChanges.map((change, index) => ({ step: called[index % called.length] ?? "", kill: hardest, change })),
    ...late.map((step) => ({ step, kill: hardest })),
  ]);
}

/** What happens to a cluster during a step: the provider meets it, and is killed then. */
export function describeChangesBeforeKills(cases: readonly (readonly [step: string, change: string])[]): void {
  describeCases(cases.map(([step, change]) => ({ step, kill: hardest, change, when: "before" })));
}

function stepsOf(operation: Step["operation"]): string[] {
  return Object.keys(steps).filter((step) => steps[step]?.operation === operation);
}

/** The steps but those of a call that begins late, which outlives the provider. */
function calledSteps(operation: Step["operation"]): string[] {
  return stepsOf(operation).filter((step) => !step.includes("begins late"));
}

function describeCases(cases: readonly Case[]): void {
  const table: string[] = [];
  const titled = cases.map((one) => [titleOf(one), one] as const);

  // Two at once: much of their time they wait for what might still begin.
  test.skipIf(!existsSync("/proc/self/cmdline")).concurrent.for(titled)(
    "%s: nothing is lost, doubled or left",
    { timeout: 300_000 },
    async ([title, { step, kill, change: name = "", when }], { onTestFinished }) => {
      const { operation, during } = steps[step] as Step;
      const change = changes[name];
      const description = descriptionFor(operation, change);
      const simulated = await simulatedProject(program, description, {}, { onFinished: onTestFinished });
      const { project, host, points } = simulated;
      if (change?.onCluster) project.configure(clusterConfiguration);
      const foreign = await host.addForeignPoint("sql01");
      if (operation === "delete") await project.succeed("up", "--yes", "--skip-preview");
      if ("job" in during) project.write("host.json", { ...description, latency: { jobMilliseconds: 2_500 } });
      else await host.addFault(during);

      const command = project.start(operation === "delete" ? "destroy" : "up", "--yes", "--skip-preview");
      await eventually(step, () => hasReached(simulated, steps[step] as Step));
      // Else the answer is lost: of what merely appeared, and is no fit point or is a snapshot, the user is asked whose it is.
      if (operation === "fallback" && "job" in during) {
        await eventually("the answer is recorded", () => isAnswered(project.home));
      }
      if (when === "before") {
        // Slow calls, for it not to be done with the change before it is killed.
        project.write("host.json", { ...description, latency: { jobMilliseconds: 2_500, callMilliseconds: 500 } });
        await change?.happens(simulated);
        const since = Date.now();
        await eventually("the provider meets it", () => hasMet(simulated, since));
      }
      const [provider] = providersIn(project.folder);
      if (provider === undefined) throw new Error("the provider process is not to be found");
      await kills[kill]?.(command, provider);
      const { exitCode } = await command.ended;
      await eventually("the provider ends with the engine", () => providersIn(project.folder).length === 0);

      // What a person does then: release the lock of a killed CLI, and run `up`.
      if (kill === "kill -9 of the CLI") {
        endLanguageHosts(project.folder);
        await project.run("cancel", "--yes");
      }
      await host.resetFaults();
      project.write("host.json", description);
      if (when !== "before") await change?.happens(simulated);
      if (change !== undefined) await refuseUntilRestored(simulated, change);
      // A refresh may see the point a moment before its deletion ends, which the killed provider has begun.
      if (operation === "delete" && change !== undefined) {
        await eventually("the deletion has ended", () => !isAtWork(project));
      }
      const ups = await upsUntilSettled(simulated, change === undefined ? 2 : 1);
      const { instanceId } = await outputsOf(project, "vm");
      expect(await points()).toEqual([foreign, instanceId].sort());
      expect(await host.snapshots()).toEqual([]);
      table.push(`${title.padEnd(112)} exit ${String(exitCode).padEnd(4)} settled by up number ${ups}`);
    },
  );

  afterAll(() => {
    console.log(["", "what was killed, where and how, and what it took to settle:", ...table.sort()].join("\n"));
  });
}

function titleOf({ step, kill, change = "nothing else happens", when }: Case): string {
  return when === "before" ? `${step}, ${change}; then ${kill}` : `${step}, by ${kill}; then ${change}`;
}

/** Whether the provider has heard since then from where the virtual machine is now, or that its node does not answer. */
function hasMet({ project }: SimulatedProject, since: number): boolean {
  const heard = traceOf(project).filter(({ at }) => Date.parse(at) > since);
  return heard.some(({ host, answer }) => host === "N2" || "error" in answer);
}

async function hasReached({ project }: SimulatedProject, { during }: Step): Promise<boolean> {
  if (!("job" in during)) return hasMatchedFault(project);
  const jobs = Object.values(worldOf(project).nodes).flatMap((node) => node.jobs);
  return jobs.some(({ type }) => type === during.job);
}

/** Whether the journal has the answer to the last call. */
function isAnswered(home: string): boolean {
  const phases = journalFiles(journalFolder(undefined, { PULUMI_HOME: home })).map((file) => {
    const { content } = entrySchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return content.is === "creation" ? content.record.phase : undefined;
  });
  return !phases.includes("called");
}

/** How many `pulumi up --refresh` it takes until there is nothing to do. */
async function upsUntilSettled({ project }: SimulatedProject, atMost: number): Promise<number> {
  const printed: string[] = [];
  for (let count = 1; count <= atMost; count++) {
    const up = await project.up("--refresh");
    const preview = await project.preview("--refresh", "--expect-no-changes");
    if (preview.exitCode === 0) return count;
    printed.push(up.stdout, up.stderr, preview.stdout, preview.stderr);
  }
  throw new Error([`not settled by ${atMost} pulumi up:`, ...printed].join("\n"));
}
