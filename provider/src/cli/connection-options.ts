import { type Command, Option } from "commander";
import { z } from "zod";
import { environmentName, type HostConnection, hostConnectionSchema, readConfiguration } from "../hosts/configuration";
import { UserError } from "../support/user-error";

type KeysOf<T> = T extends T ? keyof T : never;

/** A password on a command line can be read by everybody on the machine, so it has no option. */
const secret = "password";

/** The keys of the connection that have an option. */
type ConnectionKey = Exclude<KeysOf<HostConnection>, typeof secret>;

/** What the options mean; which there are, for which connection and with which values, the configuration's schema says. */
const meanings: Readonly<Record<ConnectionKey, string>> = {
  connection: "how to reach the Hyper-V host; default local",
  computerName: "the Hyper-V host",
  username: `account on the host; its password only by ${environmentName(secret)}`,
  authentication: "way to prove who one is",
  useSsl: "use HTTPS",
  port: "another port",
  sshHost: "what one types after ssh",
  powershell: "the PowerShell to start",
  simulatedHost: "file that describes the simulated host",
  simulatedState: "file with the simulated host's state",
};

const connections = hostConnectionSchema.options;

export function addConnectionOptions(command: Command): Command {
  command.optionsGroup("Connection (or by the environment, such as HYPERV_RP_SSH_HOST):");
  for (const [key, meaning] of Object.entries(meanings)) command.addOption(optionFor(key, meaning));
  return command;
}

/** The connection that the options and the environment name. */
export function connectionFrom(
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): HostConnection {
  const given = (key: string) => (options[key] === undefined ? undefined : String(options[key]));
  const configured = (key: string) => (key in meanings ? given(key) : undefined);
  return readConfiguration(configured, environment, nameOf).connection;
}

/** A password must not even come back in an error that says that there is no such option. */
export function refusePassword(args: readonly string[]): void {
  if (!args.some((arg) => arg === `--${secret}` || arg.startsWith(`--${secret}=`))) return;
  throw new UserError(
    `there is no option --${secret}, because everybody on this computer could read it: set the environment variable ` +
      `${environmentName(secret)}`,
  );
}

/** How a person knows the host. */
export function hostLabel(connection: HostConnection): string {
  switch (connection.connection) {
    case "local":
      return "this computer";
    case "ssh":
      return `${connection.sshHost} (ssh)`;
    case "simulated":
      return `${connection.simulatedHost} (simulated)`;
    default:
      return `${connection.computerName} (${connection.connection})`;
  }
}

function optionFor(key: string, meaning: string): Option {
  const owners = connections.filter(({ shape }) => key in shape);
  const schema: z.ZodType | undefined = Object.entries(owners[0]?.shape ?? {}).find(([name]) => name === key)?.[1];
  const values = key === "connection" ? connections.map(({ shape }) => shape.connection.value) : valuesOf(schema);
  const belongs = owners.map(({ shape }) => shape.connection.value).join(", ");
  const told = [
    ...(owners.length === connections.length ? [] : [`${belongs}: `]),
    meaning,
    ...(values.length === 0 ? [] : [` (${values.join(", ")})`]),
  ];
  const isFlag = schema?.safeParse(true).success === true;
  return new Option(isFlag ? optionName(key) : `${optionName(key)} <value>`, told.join(""));
}

function valuesOf(schema: z.ZodType | undefined): readonly string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodEnum ? inner.options.map(String) : [];
}

function nameOf(key: string): string {
  return key in meanings ? optionName(key) : environmentName(key);
}

function optionName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
