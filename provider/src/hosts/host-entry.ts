import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Coded } from "../support/error-codes";
import { parseJson } from "../support/parse-json";
import { UserError } from "../support/user-error";
import { type HostConnection, hostConnectionSchema, maxConcurrentOperations } from "./connection";
import { type HostEntry, Hosts } from "./hosts";
import { parseSettings } from "./parse-settings";
import { foreignSetting, messagesOf, type SettingWords, unknownName, unknownSetting } from "./setting-checks";
import { connectionNames, isConnectionName } from "./setting-names";

type Settings = Readonly<Record<string, unknown>>;

/** Any value that has not a key of its own. */
const without = (key: string, problem: string) =>
  z.custom<unknown>((value) => typeof value !== "object" || value === null || !Object.hasOwn(value, key), problem);

/** A schema would leave it out. */
const usable = without("__proto__", '"__proto__" can be the name of neither a host nor a setting. Rename or remove it');
const named = without("", "the name of a host is empty. Give the host a name");
const settings = usable.pipe(z.record(z.string(), z.unknown()));
const entrySchema = usable.pipe(z.looseObject({ nodes: z.array(settings).min(1).optional(), maxConcurrentOperations }));
const hostsSchema = usable.pipe(named).pipe(z.record(z.string(), entrySchema));

/** What else the configuration says of hosts. */
export interface HostsOptions {
  readonly defaultHost: string | undefined;
  /** For hosts that do not say it themselves. */
  readonly maxConcurrentOperations: number;
}

/** Reads the setting `hosts`, which is JSON. */
export function readHosts(given: string, options: HostsOptions, words: SettingWords): Hosts {
  const name = words.nameOf("hosts");
  const value = parseJson(given);
  if (value === undefined) throw new UserError("HVRP122", `configuration: ${name} is not JSON`);
  const parsed = hostsSchema.safeParse(value);
  if (!parsed.success) {
    // Values are not repeated: one of them may be a password.
    const problems = parsed.error.issues.map(({ path, message }) => `${[name, ...path].join(".")}: ${message}`);
    throw new UserError("HVRP122", `configuration: ${problems.join("; ")}`);
  }
  const entries = Object.entries(parsed.data).map(([host, { nodes, maxConcurrentOperations, ...shared }]) => {
    const place = `${name}.${host}`;
    const [first, ...others] = (nodes ?? [{}]).map((node, index) =>
      connectionOf({ ...shared, ...node }, nodes === undefined ? place : `${place}.nodes[${index}]`),
    );
    if (first === undefined) throw new Error("unreachable: nodes are never empty");
    const twin = others.findIndex((node, index) =>
      [first, ...others.slice(0, index)].some((one) => isDeepStrictEqual(lowered(one), lowered(node))),
    );
    if (twin >= 0) {
      const text = `${place}.nodes[${twin + 1}] is the same node as one before it. Name each node once`;
      throw new UserError("HVRP122", `configuration: ${text}`);
    }
    if (others.some(({ gone }) => gone !== first.gone)) {
      const text = `${place}: gone is that of the whole cluster. Remove a node that has left the cluster from nodes`;
      throw new UserError("HVRP122", `configuration: ${text}`);
    }
    const limit = maxConcurrentOperations ?? options.maxConcurrentOperations;
    return { name: host, nodes: [first, ...others], maxConcurrentOperations: limit } satisfies HostEntry;
  });
  const [first, ...others] = entries;
  if (first === undefined) throw new UserError("HVRP122", `configuration: ${name} names no host`);
  const hosts = new Hosts([first, ...others], options.defaultHost);
  if (options.defaultHost !== undefined && !hosts.names.includes(options.defaultHost)) {
    throw new UserError(
      "HVRP122",
      `configuration: ${unknownName(words.nameOf("defaultHost"), options.defaultHost, hosts.names)}`,
    );
  }
  return hosts;
}

/** Names of hosts differ by more than case. */
function lowered(node: HostConnection): unknown {
  return JSON.parse(JSON.stringify(node).toLowerCase());
}

function refuse(problems: readonly Coded[]): void {
  const [first] = problems;
  if (first !== undefined) throw new UserError(first.code, `configuration: ${messagesOf(problems)}`);
}

/** Nothing of it comes from elsewhere: a setting that one host lacks must not be that of another. */
function connectionOf(given: Settings, place: string): HostConnection {
  const words: SettingWords = { noun: "setting", nameOf: (setting) => `${place}.${setting}` };
  const { connection } = given;
  const settings = Object.keys(given);
  refuse(settings.flatMap((setting) => unknownSetting(setting, words) ?? []));
  if (typeof connection !== "string" || !isConnectionName(connection)) {
    const all = connectionNames.map((one) => `"${one}"`).join(", ");
    throw new UserError("HVRP122", `configuration: ${words.nameOf("connection")} must be one of ${all}`);
  }
  refuse(settings.flatMap((setting) => foreignSetting(setting, connection, words) ?? []));
  return parseSettings(hostConnectionSchema, given, (setting) => `${place} needs ${setting}`, words);
}
