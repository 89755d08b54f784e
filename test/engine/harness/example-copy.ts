import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type Result, RunningCommand } from "./command";
import { pathWithPulumi } from "./engine";

const root = resolve(__dirname, "../../..");

/** What a person who has tried an example may have left in its folder, and `.gitignore` keeps out of a commit. */
const left = [/^node_modules$/, /^\.local$/, /\.state\.json$/, /^Pulumi\.dev\.yaml$/];

/** A copy of an example in a folder of its own, for the working tree to stay as it is and a person's own stack to be left alone. */
export class ExampleCopy {
  readonly folder: string;
  readonly #place: string;
  readonly #running = new Set<RunningCommand>();

  /** `onFinished` is that of the test, which may be one of several that run at once. */
  constructor(name: string, onFinished: (end: () => Promise<void>) => void) {
    this.#place = realpathSync(mkdtempSync(join(tmpdir(), "hyperv-rp-example-")));
    this.folder = join(this.#place, "program");
    cpSync(join(root, "examples", name), this.folder, {
      recursive: true,
      filter: (source) => !left.some((pattern) => pattern.test(basename(source))),
    });
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"), "junction");
    onFinished(() => this.#remove());
  }

  /** What is in the folder and would be committed. */
  files(): string[] {
    return readdirSync(this.folder)
      .filter((name) => !left.some((pattern) => pattern.test(name)))
      .sort();
  }

  /** Runs a script as `bash` does with these options. One that fails ends with another exit code. */
  async bash(options: readonly string[], script: string, environment: NodeJS.ProcessEnv = {}): Promise<Result> {
    // What a person has chosen for stacks of their own is not for this one.
    const inherited = Object.entries(process.env).filter(([name]) => !/^(PULUMI|HYPERV_RP)_/.test(name));
    const command = new RunningCommand("bash", [...options, "-c", script], {
      cwd: this.folder,
      env: {
        ...Object.fromEntries(inherited),
        PATH: pathWithPulumi(),
        PULUMI_HOME: join(this.#place, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        ...environment,
      },
      group: true,
    });
    this.#running.add(command);
    try {
      return await command.ended;
    } finally {
      this.#running.delete(command);
    }
  }

  async #remove(): Promise<void> {
    const running = [...this.#running];
    for (const command of running) command.signal("SIGKILL");
    await Promise.allSettled(running.map(({ ended }) => ended));
    rmSync(this.#place, { recursive: true, force: true });
  }
}
