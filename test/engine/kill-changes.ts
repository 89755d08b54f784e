import { expect } from "vitest";
import { usualHost } from "../support/lifecycle";
import { eventually } from "../support/processes";
import { handOn, program as programOf, type SimulatedProject, worldOf } from "../support/simulated-project";
import type { Project } from "./harness";

/** What happens between a kill and the next command, or before the kill. */
export interface Change {
  readonly happens: (simulated: SimulatedProject) => Promise<unknown>;
  /** What the next command may fail with. Default: it may not, and there is nothing to be restored. */
  readonly refuses?: RegExp;
  /** Afterwards, all is as it was. */
  readonly restores?: (simulated: SimulatedProject) => Promise<unknown>;
  readonly onCluster?: true;
}

const key = (setting: string) => `hyperv-reference-points:${setting}`;

export function isAtWork(project: Project): boolean {
  return Object.values(worldOf(project).nodes).some(({ jobs }) =>
    jobs.some(({ ends }) => ends !== null && ends > Date.now()),
  );
}

/** A refresh asks the host that the last `up` was configured for. */
async function reach({ project }: SimulatedProject, descriptionFile: string): Promise<void> {
  project.configure({ [key("simulatedHost")]: descriptionFile });
  await project.up();
}

const otherHost = /answered instead of "HV01": .* \(HVRP213\)/;

export const changes: Readonly<Record<string, Change>> = {
  "another host answers": {
    happens: async (simulated) => {
      simulated.project.write("other.json", { ...usualHost, hostName: "HV02" });
      await reach(simulated, "other.json");
    },
    refuses: otherHost,
    restores: async (simulated) => {
      expect(await handOn(simulated.project, "other.json").points()).toEqual([]);
      await reach(simulated, "host.json");
    },
  },
  // What is found is the renamed host's; what is not may be on the one of the former name.
  "the host is renamed": {
    happens: async ({ project, host }) => {
      // By a restart, which no job outlives.
      await eventually("the host is at rest", () => !isAtWork(project));
      await host.renameHost("HV02");
    },
    refuses: otherHost,
    restores: ({ host }) => host.renameHost("HV01"),
  },
  "the virtual machine moves": { happens: ({ host }) => host.migrate("sql01", "N2"), onCluster: true },
  "the virtual machine is renamed": {
    happens: ({ host }) => host.renameVirtualMachine("sql01", "sql02"),
    refuses: /"sql01".* \(HVRP306\)/,
    restores: ({ host }) => host.renameVirtualMachine("sql02", "sql01"),
  },
  "its node is lost": {
    happens: async ({ host }) => {
      await host.failOver("sql01", "N2");
      await host.stopNode("N1");
    },
    refuses: /node N1 of the cluster does not answer/,
    restores: ({ host }) => host.startNode("N1"),
    onCluster: true,
  },
};

/** Those that can happen to a single host. */
export const hostChanges = Object.keys(changes).filter((change) => !changes[change]?.onCluster);

const declared = (options: string) => `new VmReferencePoint("vm", { vmName: "sql01" }, ${options});`;

export const program = declared("{}");
/** What waits for a node that is down waits until its deadline. */
const impatient = declared('{ customTimeouts: { create: "3s", read: "3s", update: "3s", delete: "3s" } }');

/** Where a change is to be restored, a command before that succeeds, or says why it does not. */
export async function refuseUntilRestored(simulated: SimulatedProject, { refuses, restores }: Change): Promise<void> {
  if (refuses === undefined) return;
  const { project } = simulated;
  project.program(programOf(impatient));
  const { exitCode, stdout, stderr } = await project.up("--refresh");
  if (exitCode !== 0) expect(stdout + stderr).toMatch(refuses);
  project.program(programOf(program));
  await restores?.(simulated);
}
