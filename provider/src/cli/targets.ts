import { CimError, isCimError } from "../cim/error";
import { openHost } from "../hosts";
import { addressOf } from "../hosts/address";
import type { Configuration, HostConnection, Hosts } from "../hosts/configuration";
import { noneNamed } from "../hyperv/not-found";
import { KeyedLocks } from "../operation/keyed-locks";
import { type ErrorCode, withCode } from "../support/error-codes";
import { printable, quoted } from "../support/printable";
import { UserError } from "../support/user-error";
import { hostLabel } from "./connection-options";
import { exitCodes, explain } from "./explain";
import type { CommandResult, Invocation, MissingVm, Options, Subcommand } from "./subcommand";
import { type Page, table, wrap } from "./terminal";

/** A host that a command asks: one of the configuration, or a node of a failover cluster. */
export interface AskedHost {
  /** Absent where the configuration names a single connection. */
  readonly name: string | undefined;
  /** What a program calls it, by the input `host`: of a node the name of its cluster. */
  readonly hostName: string | undefined;
  readonly connection: HostConnection;
}

/** Hosts that are asked at the same time: each is a shell on this computer. */
const atOnce = 8;

/** What a command is given whichever host it asks. */
interface Common extends Omit<Invocation, "connection" | "host" | "name" | "hostName" | "session"> {
  readonly trace: Configuration["trace"];
}

/** What a command was to find out of one host. */
type Asked = { readonly target: AskedHost; readonly text: string } & (
  | { readonly outcome: CommandResult }
  | { readonly error: { readonly kind: string; readonly code: ErrorCode; readonly message: string } }
);

/** All hosts of a configuration, or the one of that name, or one node of a cluster by the name that the output gives it. */
export function targetsOf(hosts: Hosts, only: unknown): readonly [AskedHost, ...AskedHost[]] {
  const all = hosts.entries.flatMap(({ name, nodes }) =>
    nodes.map((connection) => ({
      name: nodes.length === 1 ? name : `${name}/${addressOf(connection)}`,
      hostName: name,
      connection,
    })),
  );
  const ofHost = all.filter(({ hostName }) => hostName === only);
  const meant = ofHost.length > 0 ? ofHost : all.filter(({ name }) => name === only);
  const [first, ...others] = only === undefined ? all : meant;
  if (first !== undefined) return [first, ...others];
  const nodes = all.flatMap(({ name, hostName }) => (name === undefined || name === hostName ? [] : [name]));
  const known = nodes.length === 0 ? "" : `, and the nodes ${nodes.map(quoted).join(", ")}`;
  const problem = hosts.problemWith(String(only)) ?? "unreachable: the host is known";
  throw new UserError("HVRP125", `--host: ${problem}${known}`);
}

/** An error where no host would be asked, and a pipeline would take that for an answer. */
export function refuseUnasked(
  { name, needsAnswer }: Subcommand,
  targets: readonly AskedHost[],
  options: Options,
): void {
  if (needsAnswer?.(options) !== true || targets.some(({ connection }) => connection.gone !== true)) return;
  throw new CimError(
    "Unavailable",
    `${name} asked no host: each one that is meant (${targets.map(shownName).join(", ")}) is gone for good, as the ` +
      "configuration says (gone: true), so nothing is known of it. Ask one that is not gone, or leave this check out.",
    { code: "HVRP214", permanent: true },
  );
}

/** Runs a command on the one host of a configuration that names no hosts. */
export async function runOnHost(
  subcommand: Subcommand,
  target: AskedHost,
  invocation: Common,
  options: Options,
): Promise<CommandResult> {
  const outcome = await ask(subcommand, target, invocation, options);
  if (outcome.missing !== undefined) throw vmNotFound([outcome.missing], "the host");
  return outcome;
}

/** Runs a command on several hosts. One that cannot be asked, or is gone for good, is a row, and the others are complete. */
export async function runOnHosts(
  subcommand: Subcommand,
  targets: readonly AskedHost[],
  invocation: Common,
  options: Options,
): Promise<CommandResult> {
  const { page } = invocation;
  const places = new KeyedLocks(atOnce);
  const asked = await Promise.all(
    targets.map((target) => places.hold([], () => askOne(subcommand, target, invocation, options))),
  );
  const present = targets.filter(({ connection }) => connection.gone !== true);
  const [missing, ...alsoMissing] = asked.flatMap((one) => ("outcome" in one && one.outcome.missing) || []);
  if (missing !== undefined && alsoMissing.length + 1 === present.length) {
    const names = present.map(shownName).join(", ");
    throw vmNotFound([missing, ...alsoMissing], alsoMissing.length === 0 ? names : `any of ${names}`);
  }
  if (page !== undefined) {
    for (const { target, text } of asked) page.write(`${page.paint("bold", printable(`# ${target.name}`))}\n${text}\n`);
    page.write(table([["host", "result"], ...asked.map((one) => [one.target.name ?? "", resultText(one)])]));
  }
  const isFailed = asked.some((one) => "error" in one || one.outcome.exitCode === 1);
  const found = asked.some((one) => "outcome" in one && one.outcome.exitCode === 3);
  return {
    result: {
      hosts: asked.map((one) => ({
        name: one.target.name,
        connection: one.target.connection.connection,
        host: hostLabel(one.target.connection),
        ...("error" in one ? { error: one.error } : one.outcome.result),
      })),
    },
    exitCode: isFailed ? 1 : found ? 3 : 0,
  };
}

async function ask(
  { run }: Subcommand,
  { name, hostName, connection }: AskedHost,
  invocation: Common,
  options: Options,
): Promise<CommandResult> {
  const host = printable(name === undefined ? hostLabel(connection) : `${name}, ${hostLabel(connection)}`);
  if (connection.gone === true) return goneFor(host, invocation.page);
  const session = openHost({ nodes: [connection] }, invocation.trace);
  try {
    return await run({ ...invocation, connection, host, name, hostName, session }, options);
  } finally {
    await session.close();
  }
}

function shownName({ name }: AskedHost): string {
  return name === undefined ? "the host" : quoted(name);
}

/** The error of a virtual machine that none of the hosts has that were asked. */
function vmNotFound(answers: readonly [MissingVm, ...MissingVm[]], where: string): CimError {
  const alike = [...new Set(answers.flatMap((answer) => answer.alike))];
  const [{ name }] = answers;
  return noneNamed({ noun: "virtual machine", name, where, alike, advice: 'Compare with "Get-VM".' });
}

/** What the user has declared is no failure. */
function goneFor(host: string, page: Page | undefined): CommandResult {
  const text =
    `${host} is gone for good, as its connection says (gone: true): it was not asked. Remove it from the configuration when ` +
    "no state has its points any more.";
  page?.write(wrap(text, page.width, 2));
  return { result: { gone: true }, summary: "gone for good, not asked", exitCode: 0 };
}

async function askOne(subcommand: Subcommand, target: AskedHost, invocation: Common, options: Options): Promise<Asked> {
  const lines: string[] = [];
  const page: Page | undefined = invocation.page && { ...invocation.page, write: (text) => void lines.push(text) };
  try {
    const outcome = await ask(subcommand, target, { ...invocation, page }, options);
    if (outcome.missing !== undefined) {
      lines.push(printable(vmNotFound([outcome.missing], shownName(target)).message));
    }
    return { target, text: `${lines.join("\n")}\n`, outcome };
  } catch (error) {
    const { kind, code, message, exitCode } = explain(error, subcommand.name);
    // What is wrong with the command line is wrong for all hosts; the files of a simulated host are its own.
    if (exitCode === exitCodes.badUsage && !isCimError(error)) throw error;
    lines.push(`error: ${printable(withCode({ code, message }))}`);
    return { target, text: `${lines.join("\n")}\n`, error: { kind, code, message } };
  }
}

function resultText(asked: Asked): string {
  if ("error" in asked) return `error: ${asked.error.kind} (${asked.error.code})`;
  return asked.outcome.summary ?? (asked.outcome.exitCode === 0 ? "ok" : "something is wrong");
}
