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
import { journalFiles } from "./harness/journal-files";
import { asCluster, clusterConfiguration, meanwhiles, runMeanwhile } from "./kill-meanwhile";

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
const descriptionFor = (operation: Step["operation"]): HostDescription => ({
  ...usualHost,
  version: "2025",
  directRctIds: operation !== "fallback",
});

type Case = readonly [step: string, kill: string, meanwhile: string];

const nothing = "nothing else happens";

/** The whole table for one operation, or the rows of some kills. */
export function describeKills(operation: Step["operation"], wanted = Object.keys(kills)): void {
  const ofOperation = stepsOf(operation, "begins late");
  describeCases(ofOperation.flatMap((step) => wanted.map((kill) => [step, kill, nothing] as const)));
}

/**
 * What else can happen between a kill and the next command, each at one of the steps: the random sequences have all of them. What
 * a killed provider has asked for may happen only then, too.
 */
export function describeChangesAfterKills(operation: Step["operation"]): void {
  const kill = "kill -9 of the provider";
  const chosen = stepsOf(operation, "call");
  const changes = Object.keys(meanwhiles).flatMap((meanwhile, index): Case[] => {
    const step = chosen[index % chosen.length];
    return step === undefined ? [] : [[step, kill, meanwhile]];
  });
  describeCases([...changes, [`${operation}: while a call is waited for that begins late`, kill, nothing]]);
}

function stepsOf(operation: Step["operation"], without: string): string[] {
  return Object.keys(steps).filter((step) => steps[step]?.operation === operation && !step.includes(without));
}

function describeCases(cases: readonly Case[]): void {
  const table: string[] = [];

  test.skipIf(!existsSync("/proc/self/cmdline")).each(cases)(
    "%s, by %s; then %s: nothing is lost, doubled or left",
    { timeout: 300_000 },
    async (step, kill, name) => {
      const { operation, during } = steps[step] as Step;
      const meanwhile = meanwhiles[name];
      const single = descriptionFor(operation);
      const description = meanwhile?.onCluster ? asCluster(single) : single;
      const simulated = await simulatedProject(programWith(meanwhile?.timeout), description);
      const { project, host, points } = simulated;
      if (meanwhile?.onCluster) project.configure(clusterConfiguration);
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
      if (meanwhile !== undefined) await runMeanwhile(simulated, meanwhile);
      const ups = await upsUntilSettled(simulated);
      const { instanceId } = await outputsOf(project, "vm");
      expect(await points()).toEqual([foreign, instanceId].sort());
      expect(await host.snapshots()).toEqual([]);
      table.push(
        `${step.padEnd(52)} ${kill.padEnd(24)} ${name.padEnd(31)} exit ${String(exitCode).padEnd(4)} settled by up number ${ups}`,
      );
    },
  );

  afterAll(() => {
    console.log(["", "what was killed, where and how, and what it took to settle:", ...table.sort()].join("\n"));
  });
}

function programWith(timeout: string | undefined): string {
  const options =
    timeout === undefined ? {} : { customTimeouts: { create: timeout, update: timeout, delete: timeout } };
  return `new VmReferencePoint("vm", { vmName: "sql01" }, ${JSON.stringify(options)});`;
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

/** How many `pulumi up --refresh` it takes until there is nothing to do; at most two are allowed. */
async function upsUntilSettled({ project }: SimulatedProject): Promise<number> {
  for (const count of [1, 2]) {
    await project.up("--refresh");
    const preview = await project.preview("--refresh", "--expect-no-changes");
    if (preview.exitCode === 0) return count;
  }
  throw new Error("not settled after two ups");
}
