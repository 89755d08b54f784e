import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { type Result, RunningCommand } from "./command";
import { pathWithPulumi, pulumiCommand } from "./engine";

const workspaceModules = resolve(__dirname, "../../../node_modules");
const stack = "test";
const withoutTypeScript = { name: "nodejs", options: { typescript: false } };

export interface ProjectOptions {
  /** The Pulumi program, CommonJS. Without one, `files` has the program. */
  readonly program?: string;
  /** Where the program is to be, its modules within reach. Default: a folder of its own with the modules of this repository. */
  readonly folder?: string;
  /** What Pulumi.yaml says of the runtime. Default: Node.js without TypeScript, which takes time to load. */
  readonly runtime?: unknown;
  /** Configuration by full key: `hyperv-reference-points:connection`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Other files beside the program; what is not a text is written as JSON. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** Environment variables of every command. */
  readonly environment?: Readonly<Record<string, string>>;
  /** That of the test, where several run at once. */
  readonly onFinished?: (end: () => Promise<void>) => void;
}

export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
  readonly delete?: boolean;
  readonly protect?: boolean;
}

export interface Deployment {
  readonly resources?: readonly StoredResource[];
  readonly pending_operations?: readonly { readonly resource: StoredResource; readonly type: string }[];
}

/**
 * A Pulumi project with one stack in a folder of its own, with a backend and a Pulumi home of its own.
 */
export class Project {
  /** Where the program is and runs. */
  readonly folder: string;
  readonly home: string;
  readonly #place: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #running = new Set<RunningCommand>();
  readonly #runtime: unknown;
  #name = "test";
  #config: Readonly<Record<string, string>>;

  private constructor(options: ProjectOptions) {
    const { program, config = {}, files = {}, environment = {}, runtime = withoutTypeScript } = options;
    this.#place = realpathSync(mkdtempSync(join(tmpdir(), "hyperv-rp-")));
    this.folder = options.folder ?? join(this.#place, "program");
    this.home = join(this.#place, "home");
    for (const folder of [this.folder, this.home]) mkdirSync(folder, { recursive: true });
    if (options.folder === undefined) symlinkSync(workspaceModules, join(this.folder, "node_modules"), "junction");
    this.#runtime = runtime;
    this.#config = config;
    this.#environment = {
      ...process.env,
      PATH: pathWithPulumi(),
      PULUMI_HOME: this.home,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...environment,
    };
    this.useBackend("backend");
    if (program !== undefined) {
      this.write("package.json", { name: "program", private: true });
      this.program(program);
    }
    this.#writeProject();
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  /** Makes a project that lives until the end of the test. */
  static async create(options: ProjectOptions): Promise<Project> {
    const project = new Project(options);
    const { onFinished = onTestFinished } = options;
    onFinished(() => project.#remove());
    await project.succeed("stack", "init", stack);
    return project;
  }

  /** Replaces the program. */
  program(source: string): void {
    this.write("index.js", source);
  }

  /** Writes a file beside the program; what is not a text is written as JSON. */
  write(name: string, content: unknown): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** Changes the configuration; `undefined` takes a key away. */
  configure(values: Readonly<Record<string, string | undefined>>): void {
    const merged = Object.entries({ ...this.#config, ...values });
    this.#config = Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== undefined));
    this.#writeProject();
  }

  /** Renames the project, as far as Pulumi.yaml goes; its stacks keep the names that they have. */
  rename(name: string): void {
    this.#name = name;
    this.#writeProject();
  }

  /** From now on commands go to the backend of this name, which has no stack at first. */
  useBackend(name: string): void {
    const backend = join(this.#place, name);
    mkdirSync(backend, { recursive: true });
    this.#environment.PULUMI_BACKEND_URL = `file://${relative(this.folder, backend).replaceAll("\\", "/")}`;
  }

  async setSecret(key: string, value: string): Promise<void> {
    await this.succeed("config", "set", "--secret", key, value);
  }

  preview(...args: string[]): Promise<Result> {
    return this.run("preview", ...args);
  }

  up(...args: string[]): Promise<Result> {
    return this.run("up", "--yes", "--skip-preview", ...args);
  }

  refresh(...args: string[]): Promise<Result> {
    return this.run("refresh", ...(args.includes("--preview-only") ? [] : ["--yes", "--skip-preview"]), ...args);
  }

  destroy(...args: string[]): Promise<Result> {
    return this.run("destroy", "--yes", "--skip-preview", ...args);
  }

  /** What is stored of the stack. */
  async deployment(): Promise<Deployment> {
    const { stdout } = await this.succeed("stack", "export");
    return (JSON.parse(stdout) as { deployment: Deployment }).deployment;
  }

  /** The stored resources but the stack itself and its providers. */
  async resources(): Promise<readonly StoredResource[]> {
    const { resources = [] } = await this.deployment();
    return resources.filter(({ type }) => !type.startsWith("pulumi:"));
  }

  async outputs(...args: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await this.succeed("stack", "output", "--json", ...args);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Runs any Pulumi command to its end, whatever that is. */
  run(...args: string[]): Promise<Result> {
    return this.start(...args).ended;
  }

  /** Runs any Pulumi command, which must succeed. */
  async succeed(...args: string[]): Promise<Result> {
    const result = await this.run(...args);
    if (result.exitCode === 0) return result;
    throw new Error(`pulumi ${args.join(" ")} ended with ${result.exitCode}:\n${result.stdout}${result.stderr}`);
  }

  /** Starts any Pulumi command, to be watched or interrupted. */
  start(...args: string[]): RunningCommand {
    const command = new RunningCommand(pulumiCommand(), [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.#environment,
    });
    this.#running.add(command);
    const forget = () => this.#running.delete(command);
    command.ended.then(forget, forget);
    return command;
  }

  /** A test that failed or took too long leaves no command behind. */
  async #remove(): Promise<void> {
    const left = [...this.#running];
    for (const command of left) command.signal("SIGKILL");
    await Promise.allSettled(left.map(({ ended }) => ended));
    rmSync(this.#place, { recursive: true, force: true });
  }

  /** The configuration is part of the project file, so that commands need not write it; JSON is YAML. */
  #writeProject(): void {
    this.write("Pulumi.yaml", {
      name: this.#name,
      runtime: this.#runtime,
      config: Object.fromEntries(Object.entries(this.#config).map(([key, value]) => [key, { value }])),
    });
  }
}
