import { expect } from "vitest";
import { outputsOf, program } from "../../support/simulated-project";
import type { Project } from "./project";

const type = "pulumi-nodejs:dynamic/hyperv:VmReferencePoint";

/** The URN of a point of the harness's stack. */
export function urnOf(name: string): string {
  return `urn:pulumi:test::test::${type}::${name}`;
}

/** The declaration of a point of sql01. `args` and `options` are added to it. */
export function point(name: string, args = "", options = "{}"): string {
  return `new VmReferencePoint("${name}", { vmName: "sql01", ${args} }, ${options});`;
}

/** Replaces the program by declarations, which are evaluated one after another. */
export function declare(project: Project, ...declarations: readonly string[]): void {
  project.program(program(declarations.join("\n")));
}

/** `pulumi up`, which must succeed; answers with all that it printed. */
export async function up(project: Project, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await project.succeed("up", "--yes", "--skip-preview", ...args);
  return stdout + stderr;
}

/** The id of the point that a resource of the selected stack has. */
export async function pointOf(project: Project, name: string): Promise<string> {
  const { instanceId } = await outputsOf(project, name);
  expect(instanceId, `the point of ${name}`).toEqual(expect.any(String));
  return String(instanceId);
}

/** The ids of the points that the resources of the selected stack have. */
export async function pointsInState(project: Project): Promise<string[]> {
  const resources = await project.resources();
  return resources.map(({ outputs }) => String(outputs?.instanceId)).sort();
}

/** The only one of some values. */
export function only<T>(values: readonly T[]): T {
  const [first, ...others] = values;
  if (first === undefined || others.length > 0) throw new Error(`not exactly one: ${JSON.stringify(values)}`);
  return first;
}
