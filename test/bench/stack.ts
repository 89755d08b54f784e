import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { RunningCommand } from "../engine/harness/command";
import { processorTimeOfChildren } from "./processor-time";
import { watchProviderMemory } from "./provider-memory";
import type { Measurement } from "./results";
import { takeShellUse } from "./shell-use";
import { filesOf, floorPackage, type Subject } from "./subjects";

const workspaceModules = resolve(__dirname, "../../node_modules");
const stack = "bench";

/** A Pulumi stack in a folder, a backend and a Pulumi home of its own. */
export class Stack {
  readonly #place = realpathSync(mkdtempSync(join(tmpdir(), "hyperv-rp-bench-")));
  readonly #folder = join(this.#place, "program");
  readonly #environment: NodeJS.ProcessEnv;

  constructor(
    readonly pulumi: string,
    readonly subject: Subject,
    readonly points: number,
  ) {
    for (const folder of ["program", "home", "backend", "node_modules"]) mkdirSync(join(this.#place, folder));
    // Node looks for a package beside the program first, and then above it.
    symlinkSync(workspaceModules, join(this.#folder, "node_modules"), "junction");
    symlinkSync(floorPackage, join(this.#place, "node_modules/floor-provider"), "junction");
    this.#environment = {
      ...withoutOwnSettings(process.env),
      PATH: `${dirname(realpathSync(pulumi))}${delimiter}${process.env.PATH ?? ""}`,
      PULUMI_HOME: join(this.#place, "home"),
      PULUMI_BACKEND_URL: "file://../backend",
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...subject.environment,
    };
    const config = Object.entries(subject.config ?? {}).map(([key, value]) => [key, { value }]);
    this.#write("package.json", { name: "bench", private: true });
    this.#write("Pulumi.yaml", {
      name: "bench",
      runtime: { name: "nodejs", options: { typescript: false } },
      config: Object.fromEntries(config),
    });
    this.#write("index.js", subject.program(points));
    for (const [name, content] of Object.entries(filesOf(subject, points))) this.#write(name, content);
  }

  async initialise(): Promise<void> {
    await this.#succeed(["stack", "init", stack]);
  }

  /** Measures a command, which must succeed. */
  async measure(...args: string[]): Promise<Measurement> {
    const memory = watchProviderMemory(this.#folder);
    const processorTimeBefore = processorTimeOfChildren();
    const started = performance.now();
    await this.#succeed(args).catch((error) => {
      memory.stop();
      throw error;
    });
    const seconds = Math.round(performance.now() - started) / 1_000;
    const processorTime = processorTimeOfChildren();
    const peak = memory.stop();
    const shells = takeShellUse(this.#folder, this.subject.shells);
    return {
      seconds,
      ...(processorTime === undefined || processorTimeBefore === undefined
        ? {}
        : { processorSeconds: Math.round(100 * (processorTime - processorTimeBefore)) / 100 }),
      ...(peak === undefined ? {} : { memory: peak }),
      ...(shells === undefined ? {} : { shells }),
    };
  }

  /** Size of the state, which must hold as many points as the benchmark takes it to. */
  stateBytes(expectedPoints: number): number {
    const file = join(this.#place, `backend/.pulumi/stacks/bench/${stack}.json`);
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8"));
    const resources: readonly { readonly type: string }[] = checkpoint.latest?.resources ?? [];
    const found = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic")).length;
    if (found === expectedPoints) return statSync(file).size;
    throw new Error(`${this.subject.name}: the state holds ${found} points instead of ${expectedPoints}`);
  }

  remove(): void {
    rmSync(this.#place, { recursive: true, force: true });
  }

  async #succeed(args: readonly string[]): Promise<void> {
    const command = new RunningCommand(this.pulumi, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.#folder,
      env: this.#environment,
    });
    const { exitCode, stdout, stderr } = await command.ended;
    if (exitCode === 0) return;
    const what = `${this.subject.name} with ${this.points} points: pulumi ${args.join(" ")}`;
    throw new Error(`${what} ended with ${exitCode}:\n${stdout}${stderr}`);
  }

  #write(name: string, content: unknown): void {
    writeFileSync(join(this.#folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
}

/** What a person has set for stacks of their own must not reach these. */
function withoutOwnSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(HYPERV_RP|STAND_IN|BENCH|PULUMI)_/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name)));
}
