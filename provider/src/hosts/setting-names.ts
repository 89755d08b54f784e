import type { z } from "zod";
import type { generalSettingsSchema, HostConnection } from "./connection";

/*
 * The names of all settings, for a program too: it must not load the schemas to find a misspelt one.
 */

export type ConnectionName = HostConnection["connection"];

type SettingOf<C extends ConnectionName> = Exclude<keyof Extract<HostConnection, { connection: C }>, "connection">;

/** A setting of some connection. */
export type ConnectionSetting = { [C in ConnectionName]: SettingOf<C> }[ConnectionName];

const every = ["gone"] as const;
const shell = [...every, "powershell", "startTimeout", "callTimeout"] as const;
const remote = ["computerName", "username", "password"] as const;

/** What each connection takes, beside `connection` itself. */
export const connectionSettings: { readonly [C in ConnectionName]: readonly SettingOf<C>[] } = {
  local: shell,
  wsman: [
    ...remote,
    "authentication",
    "useSsl",
    "port",
    "skipCaCheck",
    "skipCnCheck",
    "skipRevocationCheck",
    "encodePortInServicePrincipalName",
    "maxEnvelopeSizeKb",
    "proxyType",
    "proxyAuthentication",
    "proxyUsername",
    "proxyPassword",
    ...shell,
  ],
  dcom: [...remote, ...shell],
  ssh: ["sshHost", "sshPort", "sshJumpHost", "sshPrivateKey", "sshHostKey", ...shell],
  simulated: ["simulatedHost", "simulatedState", "simulatedNode", ...every],
};

export const connectionNames = Object.keys(connectionSettings) as readonly ConnectionName[];

export const generalSettings: readonly (keyof z.output<typeof generalSettingsSchema>)[] = [
  "rctTypeParameter",
  "journal",
  "maxConcurrentOperations",
  "trace",
];

/** Of a configuration that names several hosts. */
export const fleetSettings = ["hosts", "defaultHost"] as const;

/** The name of an explicit provider, which that puts into its own configuration. No setting: nobody else may say it. */
export const providerNameKey = "name";

/** What a configuration names: one connection, or several hosts. */
export type Choice = ConnectionName | "hosts";

/** What a connection is described by. */
const settingsOfConnections: readonly string[] = [
  ...new Set(["connection", ...Object.values<readonly string[]>(connectionSettings).flat()]),
];

/** Every setting there is. */
export const settingNames: readonly string[] = [...settingsOfConnections, ...generalSettings, ...fleetSettings];

/** What an entry of `hosts` has beside its connection. */
export const entrySettings = ["nodes", "maxConcurrentOperations"] as const;

/** Every setting of an entry of `hosts`, or of a node in it. */
export const hostSettingNames: readonly string[] = [...settingsOfConnections, ...entrySettings];

/** Never shown, never on a command line. */
export const secretSettings = [
  "password",
  "proxyPassword",
  "sshPrivateKey",
] as const satisfies readonly ConnectionSetting[];

export function isConnectionName(name: string): name is ConnectionName {
  return (connectionNames as readonly string[]).includes(name);
}

/** Whether a setting has a meaning for what was chosen; those of no connection have one for all. */
export function belongsTo(choice: Choice, setting: string): boolean {
  const own: readonly string[] = choice === "hosts" ? fleetSettings : ["connection", ...connectionSettings[choice]];
  return own.includes(setting) || (generalSettings as readonly string[]).includes(setting);
}

/** The connections that take a setting. */
export function connectionsWith(setting: string): readonly ConnectionName[] {
  return connectionNames.filter((name) => (connectionSettings[name] as readonly string[]).includes(setting));
}
