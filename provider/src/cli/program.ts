import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { withCode } from "../support/error-codes";
import { configurationNamespace } from "../support/namespace";
import { printable } from "../support/printable";
import { findStackFiles } from "../support/stack-files";
import {
  addConnectionOptions,
  addHostOptions,
  configurationFrom,
  hostLabel,
  namesConnection,
  refuseSecrets,
} from "./connection-options";
import { doctor } from "./doctor";
import { type CliError, exitCodes, explain } from "./explain";
import { CommandInputs } from "./inputs";
import { addJournalCommands } from "./journal";
import { list } from "./list";
import { orphans } from "./orphans";
import type { CommandResult, Options, Subcommand } from "./subcommand";
import { refuseUnasked, runOnHost, runOnHosts, targetsOf } from "./targets";
import { type Page, pageOn, wrap } from "./terminal";

/** The parts of a process that the program works with. */
export interface ProcessIo {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly env: NodeJS.ProcessEnv;
  cwd(): string;
}

/** Version of the shape of everything that `--json` shows. It only grows within a version. */
const schemaVersion = 1;

const subcommands: readonly Subcommand[] = [doctor, list, orphans];

/** Runs a command line; resolves to the exit code when all is written and nothing is left running. */
export async function runProgram(args: readonly string[], processIo: ProcessIo): Promise<number> {
  const { stdin, stdout, stderr } = processIo;
  const asJson = args.includes("--json");
  // A word further on may be the value of an option. What comes first stands for errors before anything is dispatched.
  let named = subcommands.find(({ name }) => name === args[0])?.name;
  // In a pipeline the object is part of a log too.
  const printJson = (content: object) => stdout.write(`${printable(JSON.stringify({ schemaVersion, ...content }))}\n`);
  let exitCode: number = exitCodes.done;

  async function run(subcommand: Subcommand, options: Options): Promise<void> {
    const inputs = new CommandInputs(options, stdin);
    const stack = await inputs.configuration();
    const { hosts, journal, trace } = configurationFrom(options, processIo.env, stack);
    if (!asJson && !namesConnection(options, processIo.env, stack)) noteThisComputer(processIo, stack !== undefined);
    const page = asJson ? undefined : pageOn(stdout);
    const invocation = { journal, trace, page, inputs, environment: processIo.env };
    const targets = targetsOf(hosts, options.host);
    refuseUnasked(subcommand, targets, options);
    const [target, ...others] = targets;
    const outcome = await (others.length === 0 && target.name === undefined
      ? runOnHost(subcommand, target, invocation, options)
      : runOnHosts(subcommand, targets, invocation, options));
    const of =
      target.name === undefined
        ? { connection: target.connection.connection, host: hostLabel(target.connection) }
        : undefined;
    if (asJson) printJson({ command: subcommand.name, ...of, ...outcome.result });
    exitCode = outcome.exitCode;
  }

  async function runWithoutHost(
    name: string,
    work: (page: Page | undefined) => CommandResult | Promise<CommandResult>,
  ) {
    const outcome = await work(asJson ? undefined : pageOn(stdout));
    if (asJson) printJson({ command: name, ...outcome.result });
    exitCode = outcome.exitCode;
  }

  try {
    refuseSecrets(args);
    const program = programOf(run, stdout, asJson ? undefined : stderr);
    addJournalCommands(program, processIo.env, runWithoutHost);
    for (const parent of [program, ...program.commands]) {
      parent.hook("preSubcommand", (_, subcommand) => {
        named = parent === program ? subcommand.name() : `${parent.name()} ${subcommand.name()}`;
      });
    }
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && helpCodes.has(error.code)) return exitCodeOfHelp(error);
    const { kind, code, message, exitCode: ended } = explain(error, named);
    if (asJson) printJson({ command: named ?? null, error: { kind, code, message } });
    else stderr.write(`${errorText({ kind, code, message })}\n`);
    return ended;
  }
}

/** The command line, declared. Errors are thrown and shown in one place; without `errors` help in their place is not. */
function programOf(
  run: (subcommand: Subcommand, options: Options) => Promise<void>,
  output: NodeJS.WritableStream,
  errors: NodeJS.WritableStream | undefined,
): Command {
  const program = new Command("hyperv-reference-points")
    .description("Inspects the reference points of a Hyper-V host. Changes nothing on it.")
    .version(versionOfPackage())
    .exitOverride()
    // The longest option leaves no more than this of a terminal.
    .configureHelp({ minWidthToWrap: 30 })
    .configureOutput({
      writeOut: (text) => void output.write(text),
      writeErr: (text) => void errors?.write(text),
      outputError: () => undefined,
    })
    .addHelpText("after", closingHelp);
  for (const subcommand of subcommands) {
    const command = program
      .command(subcommand.name)
      .description(subcommand.description)
      .option("--json", "print one JSON object and nothing else");
    subcommand.addOptions?.(command);
    addConnectionOptions(addHostOptions(command)).action((options: Options) => run(subcommand, options));
  }
  return program;
}

/**
 * Whoever runs the command in a project expects it to know the project's host; and whoever gives a configuration, that it names one. A
 * stack that names none uses this computer too.
 */
function noteThisComputer({ cwd, stderr }: ProcessIo, isConfigured: boolean): void {
  const note = (why: string, otherwise: string) =>
    stderr.write(`note: ${why}, so this is about the Hyper-V host on this computer. ${otherwise}\n`);
  if (isConfigured) {
    const keys = `neither ${configurationNamespace}:connection nor ${configurationNamespace}:hosts`;
    note(
      `the configuration of --config names no host (${keys})`,
      "If the stack is on another host, give its configuration",
    );
    return;
  }
  const { project } = findStackFiles(cwd(), "");
  if (project === undefined) return;
  const otherwise = "Name another by --connection, or by HYPERV_RP_CONNECTION";
  note(`the configuration of stacks (${project.name}) is not read`, otherwise);
}

/** One line, as logs are searched, whatever names it holds. Only a defect has more: those of its stack, indented. */
function errorText({ kind, ...coded }: Pick<CliError, "kind" | "code" | "message">): string {
  const text = `error: ${withCode(coded)}`;
  if (kind !== "Defect") return printable(text);
  return wrap(text, Number.POSITIVE_INFINITY, "error: ".length);
}

const helpCodes: ReadonlySet<string> = new Set(["commander.help", "commander.helpDisplayed", "commander.version"]);

/** Help that was asked for is success; help in place of a command is not. */
function exitCodeOfHelp({ exitCode }: CommanderError): number {
  return exitCode === 0 ? exitCodes.done : exitCodes.badUsage;
}

const closingHelp = `
Exit codes:
  0  done; for doctor: nothing is wrong (there may be warnings)
  1  a host could not be asked or said no; for doctor: something is wrong
  2  the command line, the configuration or a file is wrong; the host was not
     asked
  3  orphans --expect-none has found a point that is an orphan, or may be one

Connection options are those of the provider, and so are their environment
variables: HYPERV_RP_CONNECTION, HYPERV_RP_SSH_HOST and so on. Passwords and
keys are taken from HYPERV_RP_PASSWORD, HYPERV_RP_PROXY_PASSWORD and
HYPERV_RP_SSH_PRIVATE_KEY only.

Examples:
  hyperv-reference-points doctor --connection ssh --ssh-host admin@hv01
  hyperv-reference-points list --vm sql01 --json
  hyperv-reference-points journal list
  pulumi stack export | hyperv-reference-points orphans --state -
  pulumi config --json --show-secrets | hyperv-reference-points list --config -

Documentation: the folder docs of this package (docs/README.md; errors by
their codes in docs/troubleshooting.md).`;

function versionOfPackage(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  return version;
}
