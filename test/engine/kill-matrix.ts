import { existsSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import type { FaultDescription, HostDescription } from "../../provider/src/hosts/simulated";
import { jobType } from "../../provider/src/hosts/simulated/methods/operation";
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
  "delete: before the call reaches the host": {
    operation: "delete",
    during: { ...held, operation: "invoke", method: "DestroyReferencePoint" },
  },
  "delete: while the job runs": { operation: "delete", during: { job: jobType.deletePoint } },
  "delete: while the absence is verified": {
    operation: "delete",
    during: { ...held, operation: "query", class: "Msvm_VirtualSystemReferencePoint" },
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

/** The whole table for one operation, or the rows of some kills. */
export function describeKills(operation: Step["operation"], wanted = Object.keys(kills)): void {
  const table: string[] = [];
  const ofOperation = Object.keys(steps).filter((step) => steps[step]?.operation === operation);
  const cases = ofOperation.flatMap((step) => wanted.map((kill) => [step, kill] as const));
  const description = descriptionFor(operation);

  test.skipIf(!existsSync("/proc/self/cmdline")).each(cases)(
    "%s, by %s: nothing is lost, doubled or left",
    async (step, kill) => {
      const { operation, during } = steps[step] as Step;
      const simulated = await simulatedProject(`new VmReferencePoint("vm", { vmName: "sql01" });`, description);
      const { project, host, points } = simulated;
      const foreign = await host.addForeignPoint("sql01");
      if (operation === "delete") await project.succeed("up", "--yes", "--skip-preview");
      if ("job" in during) project.write("host.json", { ...description, latency: { jobMilliseconds: 2_500 } });
      else await host.addFault(during);

      const command = project.start(operation === "delete" ? "destroy" : "up", "--yes", "--skip-preview");
      await eventually(step, () => hasReached(simulated, steps[step] as Step));
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
      const ups = await upsUntilSettled(simulated);
      const { instanceId } = await outputsOf(project, "vm");
      expect(await points()).toEqual([foreign, instanceId].sort());
      expect(await host.snapshots()).toEqual([]);
      table.push(
        `${step.padEnd(50)} ${kill.padEnd(24)} exit ${String(exitCode).padEnd(4)} settled by up number ${ups}`,
      );
    },
  );

  afterAll(() => {
    console.log(["", "what was killed, where and how, and what it took to settle:", ...table.sort()].join("\n"));
  });
}

async function hasReached({ project }: SimulatedProject, { during }: Step): Promise<boolean> {
  if (!("job" in during)) return hasMatchedFault(project);
  const jobs = Object.values(worldOf(project).nodes).flatMap((node) => node.jobs);
  return jobs.some(({ type }) => type === during.job);
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
