import { openHost } from "../hosts";
import { addressOf } from "../hosts/address";
import type { Configuration, HostConnection, Hosts } from "../hosts/configuration";
import { KeyedLocks } from "../operation/keyed-locks";
import { type ErrorCode, withCode } from "../support/error-codes";
import { printable } from "../support/printable";
import { hostLabel } from "./connection-options";
import { explain } from "./explain";
import type { CommandResult, Invocation, Options, Subcommand } from "./subcommand";
import { type Page, table } from "./terminal";

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
interface Common extends Omit<Invocation, "connection" | "host" | "hostName" | "session"> {
  readonly trace: Configuration["trace"];
}

/** What a command was to find out of one host. */
type Asked = { readonly target: AskedHost; readonly text: string } & (
  | { readonly outcome: CommandResult }
  | { readonly error: { readonly kind: string; readonly code: ErrorCode; readonly message: string } }
);

/** All hosts of a configuration, or the one of that name. */
export function targetsOf(hosts: Hosts, only: unknown): readonly [AskedHost, ...AskedHost[]] {
  const entries = only === undefined ? hosts.entries : [hosts.find(String(only))];
  const [first, ...others] = entries.flatMap(({ name, nodes }) =>
    nodes.map((connection) => ({
      name: nodes.length === 1 ? name : `${name}/${addressOf(connection)}`,
      hostName: name,
      connection,
    })),
  );
  if (first === undefined) throw new Error("unreachable: a configuration has a host");
  return [first, ...others];
}

/** Runs a command on one host. */
export async function runOnHost(
  { run }: Subcommand,
  { name, hostName, connection }: AskedHost,
  invocation: Common,
  options: Options,
): Promise<CommandResult> {
  const session = openHost({ nodes: [connection] }, invocation.trace);
  const host = name === undefined ? hostLabel(connection) : `${name}, ${hostLabel(connection)}`;
  try {
    return await run({ ...invocation, connection, host, hostName, session }, options);
  } finally {
    await session.close();
  }
}

/** Runs a command on several hosts. One that cannot be asked is a row, and the others are complete. */
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

async function askOne(subcommand: Subcommand, target: AskedHost, invocation: Common, options: Options): Promise<Asked> {
  const lines: string[] = [];
  const page: Page | undefined = invocation.page && { ...invocation.page, write: (text) => void lines.push(text) };
  try {
    const outcome = await runOnHost(subcommand, target, { ...invocation, page }, options);
    return { target, text: `${lines.join("\n")}\n`, outcome };
  } catch (error) {
    const { kind, code, message, exitCode } = explain(error, subcommand.name);
    // What is wrong with the command line is wrong for all hosts.
    if (exitCode === 2) throw error;
    lines.push(`error: ${printable(withCode({ code, message }))}`);
    return { target, text: `${lines.join("\n")}\n`, error: { kind, code, message } };
  }
}

function resultText(asked: Asked): string {
  if ("error" in asked) return `error: ${asked.error.kind} (${asked.error.code})`;
  return asked.outcome.summary ?? (asked.outcome.exitCode === 0 ? "ok" : "something is wrong");
}
