import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostControls, HostDescription } from "../../provider/src/hosts/simulated";
import { openSimulatedControls } from "../../provider/src/hosts/simulated";
import { emptyWorld, type WorldState } from "../../provider/src/hosts/simulated/world";
import { Project, type ProjectOptions } from "../engine/harness";
import { usualHost } from "./lifecycle";

/** A Pulumi project on a simulated host of its own, and a hand on that host behind Pulumi's back. */
export interface SimulatedProject {
  readonly project: Project;
  readonly host: HostControls;
  /** The ids of all points on the host. */
  points(): Promise<string[]>;
}

export async function simulatedProject(
  body: string,
  description: HostDescription = usualHost,
  config: Readonly<Record<string, string>> = {},
  options: Pick<ProjectOptions, "onFinished"> = {},
): Promise<SimulatedProject> {
  const project = await Project.create({
    ...options,
    program: program(body),
    files: { "host.json": description },
    config: {
      "hyperv-reference-points:connection": "simulated",
      "hyperv-reference-points:simulatedHost": "host.json",
      ...config,
    },
  });
  return { project, ...handOn(project, "host.json") };
}

/** A program that declares what `body` says. */
export function program(body: string): string {
  return `const pulumi = require("@pulumi/pulumi");
const { VmReferencePoint, CollectionReferencePoint, HyperVHost } = require("hyperv-reference-points");
${body}
`;
}

export function handOn(project: Project, descriptionFile: string): Omit<SimulatedProject, "project"> {
  const host = openSimulatedControls({ descriptionFile: join(project.folder, descriptionFile) });
  return {
    host,
    async points() {
      const points = [...(await host.points()), ...(await host.collectionPoints())];
      return points.map(({ reference }) => reference.keys.InstanceID ?? reference.keys.CollectionID ?? "").sort();
    },
  };
}

/** What has happened to the host of a project, as its file has it in this moment. */
export function worldOf(project: Project): WorldState {
  const file = join(project.folder, "host.state.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { state: WorldState }).state : emptyWorld();
}

/** Whether the provider has asked the host for anything that a fault of the test is for: so a test knows where it is. */
export function hasMatchedFault(project: Project): boolean {
  return worldOf(project).faults.some(({ matched }) => matched > 0);
}

/** The outputs of a resource in the stack. */
export async function outputsOf(project: Project, name: string): Promise<Record<string, unknown>> {
  const resource = (await project.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
  return { ...resource?.outputs };
}
