import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Coded } from "../support/error-codes";
import { parseJson } from "../support/parse-json";
import { printable, quoted } from "../support/printable";
import { UserError } from "../support/user-error";
import { valueWords } from "../support/value-words";
import { type HostConnection, hostConnectionSchema, maxConcurrentOperations } from "./connection";
import { type HostEntry, Hosts } from "./hosts";
import { parseSettings } from "./parse-settings";
import { foreignSetting, messagesOf, type SettingWords, unknownName, unknownSetting } from "./setting-checks";
import {
  connectionNames,
  entrySettings,
  fleetSettings,
  generalSettings,
  hostSettingNames,
  isConnectionName,
} from "./setting-names";

type Settings = Readonly<Record<string, unknown>>;

/** Any value of which no key is wrong. */
const withKeys = (isFine: (key: string) => boolean, problem: string) =>
  z.custom<unknown>(
    (value) => typeof value !== "object" || value === null || Object.keys(value).every(isFine),
    problem,
  );

const kinds = {
  hosts: 'must be hosts by their names, in JSON, such as {"hv01": {"connection": "ssh", "sshHost": "admin@hv01"}}',
  entry: 'must be the settings of a host, such as {"connection": "ssh", "sshHost": "admin@hv01"}',
  nodes:
    'must be a list that names each node of the cluster, such as [{"sshHost": "admin@hv01"}, {"sshHost": "admin@hv02"}]. For a single host ' +
    "remove nodes, and set all in the entry",
  node: 'must be the settings of a node, such as {"sshHost": "admin@hv01"}',
};

/** A schema would leave it out. */
const usable = withKeys(
  (key) => key !== "__proto__",
  '"__proto__" can be the name of neither a host nor a setting. Rename or remove it',
);
const named = withKeys((key) => key.trim() !== "", "the name of a host is empty or blank. Give the host a name");
const nodeSchema = usable.pipe(z.record(z.string(), z.unknown(), kinds.node));
const nodesSchema = z.array(nodeSchema, kinds.nodes).min(1, kinds.nodes);
const entrySchema = usable.pipe(z.looseObject({ nodes: nodesSchema.optional(), maxConcurrentOperations }, kinds.entry));
const hostsSchema = usable.pipe(named).pipe(z.record(z.string(), entrySchema, kinds.hosts));

type Entry = z.output<typeof entrySchema>;

/** What else the configuration says of hosts. */
export interface HostsOptions {
  readonly defaultHost: string | undefined;
  /** For hosts that do not say it themselves. */
  readonly maxConcurrentOperations: number;
}

/** Reads the setting `hosts`, which is JSON. */
export function readHosts(given: string, options: HostsOptions, words: SettingWords): Hosts {
  const name = words.nameOf("hosts");
  // What is no JSON is none of what it is to be either. Values are not repeated: one of them may be a password.
  const parsed = hostsSchema.safeParse(parseJson(given), { error: valueWords });
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map(({ path, message }) => `${placeIn(name, path)}: ${message}`).join("; "));
  }
  const [first, ...others] = Object.entries(parsed.data).map(
    ([host, entry]): HostEntry => ({
      name: host,
      called: `the entry ${quoted(host)} of hosts`,
      nodes: nodesOf(entry, placeIn(name, [host]), words),
      maxConcurrentOperations: entry.maxConcurrentOperations ?? options.maxConcurrentOperations,
    }),
  );
  if (first === undefined) throw invalid(`${name} names no host. Name one, or remove it`);
  const hosts = new Hosts([first, ...others], options.defaultHost);
  if (options.defaultHost !== undefined && !hosts.names.includes(options.defaultHost)) {
    const what = `host ${quoted(options.defaultHost)} in ${words.nameOf("defaultHost")}`;
    throw invalid(unknownName(what, options.defaultHost, hosts.names.map(quoted)));
  }
  return hosts;
}

/** The connection to each node; a single host is one node. */
function nodesOf(entry: Entry, place: string, words: SettingWords): readonly [HostConnection, ...HostConnection[]] {
  const { nodes, maxConcurrentOperations: _, ...shared } = entry;
  const [first, ...others] = (nodes ?? [{}]).map((node, index) =>
    connectionOf({ ...shared, ...node }, nodes === undefined ? place : placeIn(place, ["nodes", index]), words),
  );
  if (first === undefined) throw new Error("unreachable: nodes are never empty");
  const twin = others.findIndex((node, index) =>
    [first, ...others.slice(0, index)].some((one) => isDeepStrictEqual(comparable(one), comparable(node))),
  );
  if (twin >= 0) {
    throw invalid(`${place}.nodes[${twin + 1}] is the same node as one before it. Name each node once`);
  }
  if (others.some(({ gone }) => gone !== first.gone)) {
    throw invalid(`${place}: gone is that of the whole cluster. Remove a node that has left the cluster from nodes`);
  }
  return [first, ...others];
}

const computerNames: readonly string[] = ["computerName", "sshHost", "sshJumpHost", "simulatedNode"];

/** Names of computers are the same in whatever case; a path, a username or a key may be another one. */
function comparable(node: HostConnection): unknown {
  return Object.entries(node).map(([setting, value]) => [
    setting,
    computerNames.includes(setting) ? String(value).toLowerCase() : value,
  ]);
}

/** Nothing of it comes from elsewhere: a setting that one host lacks must not be that of another. */
function connectionOf(given: Settings, place: string, { nameOf }: SettingWords): HostConnection {
  const words: SettingWords = { noun: "setting", nameOf: (setting) => `${place}.${setting}` };
  const { connection } = given;
  const settings = Object.keys(given);
  refuse(settings.flatMap((setting) => misplaced(setting, words.nameOf(setting), nameOf) ?? []));
  refuse(settings.flatMap((setting) => unknownSetting(setting, words, hostSettingNames) ?? []));
  if (typeof connection !== "string" || !isConnectionName(connection)) {
    const all = connectionNames.map((one) => `"${one}"`).join(", ");
    throw invalid(`${words.nameOf("connection")} must be one of ${all}`);
  }
  refuse(settings.flatMap((setting) => foreignSetting(setting, connection, words) ?? []));
  return parseSettings(hostConnectionSchema, given, (setting) => `${place} needs ${setting}`, words);
}

/** What is wrong with a setting that belongs elsewhere: what an entry has for itself has been taken out. */
function misplaced(setting: string, place: string, nameOf: SettingWords["nameOf"]): Coded | undefined {
  const is = (names: readonly string[]) => names.includes(setting);
  const code = "HVRP123";
  if (is(entrySettings))
    return { code, message: `${place} is not a setting of a node, but of its entry. Move it there` };
  if (!is(generalSettings) && !is(fleetSettings)) return undefined;
  return { code, message: `${place} is not a setting of a host. Remove it, and set ${nameOf(setting)}` };
}

function placeIn(name: string, path: readonly PropertyKey[]): string {
  return [name, ...path.map((step) => (typeof step === "number" ? `[${step}]` : `.${printable(String(step))}`))].join(
    "",
  );
}

function refuse(problems: readonly Coded[]): void {
  const [first] = problems;
  if (first !== undefined) throw new UserError(first.code, `configuration: ${messagesOf(problems)}`);
}

function invalid(problem: string): UserError {
  return new UserError("HVRP122", `configuration: ${problem}`);
}
