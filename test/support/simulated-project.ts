import { join } from "node:path";
import type { HostControls, HostDescription } from "../../provider/src/hosts/simulated";
import { openSimulatedControls } from "../../provider/src/hosts/simulated";
import { Project } from "../engine/harness";
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
): Promise<SimulatedProject> {
  const project = await Project.create({
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

/** The outputs of a resource in the stack. */
export async function outputsOf(project: Project, name: string): Promise<Record<string, unknown>> {
  const resource = (await project.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
  return { ...resource?.outputs };
}
