import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineCall, EngineCommand } from "../../property/engine-calls";
import { Project } from "../harness";

const type = "pulumi-nodejs:dynamic/test:Thing";

const prelude = `
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const __provider = 'exports.handler = () => require("./recorder.cjs");';
    super("${type}", name, { ...args, __provider }, opts);
  }
}
`;

/** What goes wrong in calls of these methods. */
export interface Behaviour {
  readonly create?: "fails" | "crashes" | "is partial";
  readonly diff?: "finds none";
  readonly update?: "fails" | "is partial";
  readonly read?: "finds nothing" | "finds another value";
  readonly delete?: "fails";
}

/** A stack whose provider writes down what it is called with. */
export class RecordedStack {
  readonly commands: EngineCommand[] = [];

  private constructor(readonly project: Project) {}

  static async create(): Promise<RecordedStack> {
    const recorder = readFileSync(join(__dirname, "recorder.cjs"), "utf8");
    return new RecordedStack(await Project.create({ program: prelude, files: { "recorder.cjs": recorder } }));
  }

  /** The URN of a resource in this stack. */
  urn(name: string): string {
    return `urn:pulumi:test::test::${type}::${name}`;
  }

  /** From now on the program declares these; `Thing(name, args, opts)` is the resource. */
  declare(...declarations: readonly string[]): void {
    this.project.program(`${prelude}${declarations.join("\n")}`);
  }

  /** From now on the provider behaves like this. */
  behave(behaviour: Behaviour): void {
    this.project.write("behaviour.json", behaviour);
  }

  /** Runs a command that is of no interest, and that must succeed. */
  async prepare(...command: readonly string[]): Promise<void> {
    await this.project.succeed(...complete(command));
  }

  /** Runs a command that is of no interest, and that must fail. */
  async prepareFailure(...command: readonly string[]): Promise<void> {
    const { exitCode } = await this.project.run(...complete(command));
    if (exitCode === 0) throw new Error(`pulumi ${command.join(" ")} did not fail`);
  }

  /** Runs a command and writes down what the provider is called with. `where` says what is particular about it. */
  async record(command: readonly string[], where?: string): Promise<void> {
    const before = this.#calls().length;
    const { exitCode } = await this.project.run(...complete(command));
    const shown = command.map((part) => part.replace(/^urn:.*::/, "")).join(" ");
    const calls = inOrder(command, this.#calls().slice(before));
    this.commands.push({ command: shown, ...(where === undefined ? {} : { where }), exitCode, calls });
  }

  #calls(): EngineCall[] {
    const file = join(this.project.folder, "calls.jsonl");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as EngineCall);
  }
}

/** A refresh or a destroy takes resources that do not depend on each other in any order: here, in that of their ids. */
function inOrder([name]: readonly string[], calls: readonly EngineCall[]): readonly EngineCall[] {
  if (name !== "refresh" && name !== "destroy") return calls;
  const idOf = (call: EngineCall) => ("id" in call ? call.id : "");
  return [...calls].sort((one, other) => idOf(one).localeCompare(idOf(other)));
}

/** A command with what is the same everywhere: nobody is asked, nothing is previewed first, and one call comes after another. */
function complete(command: readonly string[]): string[] {
  const [name = ""] = command;
  const changes = name !== "preview" && !command.includes("--preview-only");
  const runs = ["preview", "up", "refresh", "destroy"].includes(name);
  const previews = !runs || !changes || command.includes("--skip-preview=false");
  return [
    ...command,
    ...(changes ? ["--yes"] : []),
    ...(previews ? [] : ["--skip-preview"]),
    ...(runs ? ["--parallel", "1"] : []),
  ];
}
