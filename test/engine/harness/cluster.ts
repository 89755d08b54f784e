import { existsSync } from "node:fs";
import { join } from "node:path";
import { type HostDescription, openSimulatedHost } from "../../../provider/src/hosts/simulated";
import type { TraceLine } from "../../../provider/src/hosts/trace/record";
import { parseLine } from "../../support/trace-lines";
import type { Project } from "./project";

const key = (setting: string) => `hyperv-reference-points:${setting}`;

const nodes = ["N1", "N2", "N3"];
const traceFile = "trace.jsonl";

/** The same host as a failover cluster. */
export function asCluster({ hostName: _, ...others }: HostDescription): HostDescription {
  return { ...others, nodes };
}

/** In the place of a single connection; with a trace of what the nodes are asked. */
export const clusterConfiguration = {
  [key("connection")]: undefined,
  [key("simulatedHost")]: undefined,
  [key("trace")]: traceFile,
  [key("hosts")]: JSON.stringify({
    cluster: {
      connection: "simulated",
      simulatedHost: "host.json",
      nodes: nodes.map((simulatedNode) => ({ simulatedNode })),
    },
  }),
};

/** What the nodes were asked, and what they answered. */
export function traceOf(project: Project): TraceLine[] {
  if (!existsSync(join(project.folder, traceFile))) return [];
  return project.read(traceFile).trim().split("\n").map(parseLine);
}

/** The return codes of the calls of a method, in their order. */
export function answersTo(project: Project, method: string): (number | undefined)[] {
  const calls = traceOf(project).filter(({ request }) => request.call === "invoke" && request.method === method);
  return calls.map(({ answer }) => ("result" in answer ? answer.result.returnValue : undefined));
}

/** The ids of the points that a node has. */
export async function pointsOn(project: Project, node: string): Promise<string[]> {
  const session = openSimulatedHost({ descriptionFile: join(project.folder, "host.json"), node });
  const points = await session.query("Msvm_VirtualSystemReferencePoint");
  return points.map(({ reference }) => reference.keys.InstanceID ?? "");
}
