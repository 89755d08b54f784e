import { type Command, Option } from "commander";
import { z } from "zod";
import { addressOf } from "../hosts/address";
import { type Configuration, readConfiguration, refuseSettings } from "../hosts/configuration";
import { type HostConnection, hostConnectionSchema } from "../hosts/connection";
import { environmentName } from "../hosts/environment";
import type { SettingWords } from "../hosts/setting-checks";
import { type ConnectionSetting, secretSettings } from "../hosts/setting-names";
import { UserError } from "../support/user-error";
import type { StackSettings } from "./stack-config";

/** A secret on a command line can be read by everybody on the computer, so it has no option. A host that is gone cannot be asked. */
type OptionKey = "connection" | Exclude<ConnectionSetting, (typeof secretSettings)[number] | "gone">;

/** What the options mean; which there are, for which connection and with which values, the configuration's schema says. */
const meanings: Readonly<Record<OptionKey, string>> = {
  connection: "how to reach the Hyper-V host; default local",
  computerName: "the Hyper-V host",
  username: `account on the host; its password only by ${environmentName("password")}`,
  authentication: "how the account proves itself",
  useSsl: "use HTTPS",
  port: "another port",
  skipCaCheck: "accept a certificate whoever has issued it",
  skipCnCheck: "accept a certificate that was issued for another name",
  skipRevocationCheck: "do not ask whether the certificate was revoked",
  encodePortInServicePrincipalName: "put the port into the name that Kerberos asks for",
  maxEnvelopeSizeKb: "the largest message, in kilobytes",
  proxyType: "where the proxy is configured",
  proxyAuthentication: "how the account proves itself to the proxy",
  proxyUsername: `account for the proxy; its password only by ${environmentName("proxyPassword")}`,
  sshHost: "what one types after ssh",
  sshPort: "port of the ssh server",
  sshJumpHost: "host through which ssh connects",
  sshHostKey: `public key of the host; the account's private key only by ${environmentName("sshPrivateKey")}`,
  powershell: "the PowerShell to start",
  startTimeout: "how long PowerShell may take to start, such as 90s",
  callTimeout: "how long a request may take, such as 5m",
  simulatedHost: "file that describes the simulated host",
  simulatedState: "file with the simulated host's state",
  simulatedNode: "which of its nodes",
};

const connections = hostConnectionSchema.options;

const words: SettingWords = {
  noun: "option",
  nameOf: (key) => (key in meanings ? optionName(key) : environmentName(key)),
};

/** Which hosts are asked. */
export function addHostOptions(command: Command): Command {
  return command
    .optionsGroup("Hosts:")
    .option("--config <file>", "what `pulumi config --json --show-secrets` prints (- is standard input)")
    .option("--host <name>", "only this one of several hosts, or this node of a cluster (cluster/node)");
}

export function addConnectionOptions(command: Command): Command {
  command.optionsGroup("Connection (or by the environment, such as HYPERV_RP_SSH_HOST):");
  for (const [key, meaning] of Object.entries(meanings)) command.addOption(optionFor(key, meaning));
  return command;
}

/** What the options and the environment configure. */
export function configurationFrom(
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
  stack?: StackSettings,
): Configuration {
  const given = Object.keys(meanings).filter((key) => options[key] !== undefined);
  if (stack !== undefined) {
    const both = given.map(optionName).join(", ");
    if (given.length > 0)
      throw new UserError("HVRP131", `--config and ${both} both say how to reach a host. Give one of them`);
    return readConfiguration((key) => stack.get(key), environment);
  }
  const configured = (key: string) => (given.includes(key) ? String(options[key]) : undefined);
  refuseSettings(given, configured, environment, words);
  return readConfiguration(configured, environment, words);
}

/** Whether somebody has chosen the connection. */
export function namesConnection(
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
  stack?: StackSettings,
): boolean {
  const choosing = ["connection", "hosts"];
  const isChosen = (setting: string) => stack?.has(setting) === true || Boolean(environment[environmentName(setting)]);
  return options.connection !== undefined || choosing.some(isChosen);
}

/** A secret must not even come back in an error that says that there is no such option. */
export function refuseSecrets(args: readonly string[]): void {
  for (const arg of args) {
    const option = withoutValue(arg).toLowerCase();
    const secret = secretSettings.find((setting) => isMeant(option, optionName(setting)));
    if (secret === undefined) continue;
    throw new UserError(
      "HVRP132",
      `there is no option ${option}, because everybody on this computer could read it: set the environment variable ` +
        environmentName(secret),
    );
  }
}

/** `--pass` is what other programs call it. */
function isMeant(option: string, secret: string): boolean {
  return option === secret || (option.startsWith("--pass") && secret.startsWith(option));
}

/** An option as it may be repeated: what was given with it may be a secret. */
export function withoutValue(arg: string): string {
  return arg.startsWith("--") ? arg.replace(/=.*$/s, "") : arg.slice(0, 2);
}

/** How a user knows the host, and how it is reached. */
export function hostLabel(connection: HostConnection): string {
  if (connection.connection === "local") return addressOf(connection);
  const address = connection.connection === "simulated" ? connection.simulatedHost : addressOf(connection);
  return `${address} (${connection.connection})`;
}

function optionFor(key: string, meaning: string): Option {
  const owners = connections.filter(({ shape }) => key in shape);
  const schema: z.ZodType | undefined = Object.entries(owners[0]?.shape ?? {}).find(([name]) => name === key)?.[1];
  const values = key === "connection" ? connections.map(({ shape }) => shape.connection.value) : valuesOf(schema);
  const belongs = owners.map(({ shape }) => shape.connection.value).join(", ");
  const parts = [
    ...(owners.length === connections.length ? [] : [`${belongs}: `]),
    meaning,
    ...(values.length === 0 ? [] : [` (${values.join(", ")})`]),
  ];
  const isFlag = schema?.safeParse(true).success === true;
  return new Option(isFlag ? optionName(key) : `${optionName(key)} <value>`, parts.join(""));
}

function valuesOf(schema: z.ZodType | undefined): readonly string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodEnum ? inner.options.map(String) : [];
}

function optionName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
