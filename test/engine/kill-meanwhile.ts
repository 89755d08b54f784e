import { expect } from "vitest";
import type { HostDescription } from "../../provider/src/hosts/simulated";
import { usualHost } from "../support/lifecycle";
import { handOn, type SimulatedProject } from "../support/simulated-project";

/** What happens between a kill and the next command. */
export interface Meanwhile {
  readonly changes: (simulated: SimulatedProject) => Promise<unknown>;
  /** What the next command may fail with. Default: it may not. */
  readonly refuses?: RegExp;
  /** Afterwards, all is as it was. */
  readonly restores?: (simulated: SimulatedProject) => Promise<unknown>;
  readonly onCluster?: true;
  /** What waits for a node that is down waits until its deadline. */
  readonly timeout?: string;
}

const key = (setting: string) => `hyperv-reference-points:${setting}`;

/** A refresh asks the host that the last `up` was configured for. */
async function reach({ project }: SimulatedProject, descriptionFile: string): Promise<void> {
  project.configure({ [key("simulatedHost")]: descriptionFile });
  await project.up();
}

const otherHost = /answered instead of "HV01": .* \(HVRP213\)/;

export const meanwhiles: Readonly<Record<string, Meanwhile>> = {
  "another host answers": {
    changes: async (simulated) => {
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
    changes: ({ host }) => host.renameHost("HV02"),
    refuses: otherHost,
    restores: ({ host }) => host.renameHost("HV01"),
  },
  "the virtual machine moves": { changes: ({ host }) => host.migrate("sql01", "N2"), onCluster: true },
  "the virtual machine is renamed": {
    changes: ({ host }) => host.renameVirtualMachine("sql01", "sql02"),
    refuses: /"sql01".* \(HVRP306\)/,
    restores: ({ host }) => host.renameVirtualMachine("sql02", "sql01"),
  },
  "its node is lost": {
    changes: async ({ host }) => {
      await host.failOver("sql01", "N2");
      await host.stopNode("N1");
    },
    refuses: /node N1 of the cluster does not answer/,
    restores: ({ host }) => host.startNode("N1"),
    onCluster: true,
    timeout: "10s",
  },
};

const nodes = ["N1", "N2"];

/** The same host as a failover cluster. */
export function asCluster({ hostName: _, ...others }: HostDescription): HostDescription {
  return { ...others, nodes };
}

/** In the place of a single connection. */
export const clusterConfiguration = {
  [key("connection")]: undefined,
  [key("simulatedHost")]: undefined,
  [key("hosts")]: JSON.stringify({
    cluster: {
      connection: "simulated",
      simulatedHost: "host.json",
      nodes: nodes.map((simulatedNode) => ({ simulatedNode })),
    },
  }),
};

/** A command right after the change succeeds, or says why it does not. */
export async function runMeanwhile(
  simulated: SimulatedProject,
  { changes, refuses, restores }: Meanwhile,
): Promise<void> {
  await changes(simulated);
  const { exitCode, stdout, stderr } = await simulated.project.up("--refresh");
  if (exitCode !== 0) expect(stdout + stderr).toMatch(refuses ?? "the command succeeds");
  await restores?.(simulated);
}
