import * as pulumi from "@pulumi/pulumi";
import { foreignSetting, messagesOf, unknownSetting } from "../hosts/setting-checks";
import { isConnectionName, providerNameKey, secretSettings } from "../hosts/setting-names";
import { configurationNamespace } from "../support/namespace";
import { UserError } from "../support/user-error";
import type { HyperVHostArgs } from "./host-settings";
import { programError } from "./program-error";

/**
 * A Hyper-V host as an explicit provider, for programs that work with several. Programs with one host need none: they use
 * the stack's configuration. User name and password are always secret in the state.
 *
 * @example Two hosts over SSH.
 * ```typescript
 * const hv01 = new HyperVHost("hv01", { connection: "ssh", sshHost: "admin@hv01.example.com" });
 * const hv02 = new HyperVHost("hv02", { connection: "ssh", sshHost: "admin@hv02.example.com" });
 * new VmReferencePoint("sql01", { vmName: "sql01" }, { provider: hv01 });
 * new VmReferencePoint("web01", { vmName: "web01" }, { provider: hv02 });
 * ```
 */
export class HyperVHost extends pulumi.ProviderResource {
  /**
   * Declares a host.
   *
   * @param name - Name of the provider in the stack.
   * @param args - How to reach the host.
   * @param opts - Of Pulumi.
   */
  constructor(name: string, args: HyperVHostArgs, opts?: pulumi.ResourceOptions) {
    const given = Object.entries(args).filter(([, value]) => value !== undefined);
    checkSettings(`HyperVHost "${name}"`, Object.fromEntries(given));
    const settings = given.map(([key, value]) => {
      return [`${configurationNamespace}:${key}`, secrets.has(key) ? pulumi.secret(value) : value];
    });
    const named = { [`${configurationNamespace}:${providerNameKey}`]: name };
    super("pulumi-nodejs", name, { ...Object.fromEntries(settings), ...named }, opts);
    settingsByHost.set(this, args);
  }
}

/** The names of the settings; their values may be known later only. A connection that is not known yet is not compared. */
function checkSettings(where: string, settings: Readonly<Record<string, unknown>>): void {
  const { connection } = settings;
  const words = { noun: "setting", nameOf: (setting: string) => `"${setting}"` };
  const problems = Object.keys(settings).flatMap((setting) => {
    const unknown = unknownSetting(setting, words);
    if (unknown !== undefined || typeof connection !== "string" || !isConnectionName(connection)) return unknown ?? [];
    return foreignSetting(setting, connection, words) ?? [];
  });
  const [first] = problems;
  if (first === undefined) return;
  const message = `${where}: ${messagesOf(problems)}`;
  throw programError({ code: first.code, message });
}

/** What each host was made of: the resource itself shows none of it. */
const settingsByHost = new WeakMap<pulumi.ProviderResource, HyperVHostArgs>();

/** How to reach the host of a provider, for functions: they run in the program, not behind the provider. */
export function settingsOf(host: HyperVHost): HyperVHostArgs {
  const settings = settingsByHost.get(host);
  if (settings !== undefined) return settings;
  throw new UserError(
    "HVRP124",
    "provider: this is no HyperVHost, or one of another copy of the package; give a HyperVHost or host",
  );
}

const secrets: ReadonlySet<string> = new Set(["username", "proxyUsername", ...secretSettings]);
