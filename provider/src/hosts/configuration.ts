import { join } from "node:path";
import { z } from "zod";
import { configurationNamespace } from "../support/namespace";
import { pulumiHome } from "../support/pulumi-home";
import { UserError } from "../support/user-error";

const text = z.string().min(1);

/** Configuration arrives as text, whatever the program gave. */
const wholeNumber = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int().min(0).max(65535));

/*
 * The keys, with the meaning, default and source that a program's HyperVHost shows of them (resources/hyperv-host.ts). None of
 * them replaces a point: they say where to look. A value that does not fit is an error before anything is asked.
 */

/** The PowerShell to start. Default: `powershell.exe` on Windows, `pwsh` elsewhere. */
const powershell = text.optional();

const localConnection = z.strictObject({
  connection: z.literal("local"),
  powershell,
});

const wsmanConnection = z.strictObject({
  connection: z.literal("wsman"),
  /** Name or address of the Hyper-V host: `ComputerName` of New-CimSession. */
  computerName: text,
  /** The account: `Credential` of New-CimSession. Default: the account that runs the program. */
  username: text.optional(),
  /** Given together with `username`, or not at all. */
  password: text.optional(),
  /** `Authentication` of New-CimSession, whose default it is. */
  authentication: z.enum(["Default", "Negotiate", "Kerberos", "CredSsp", "Basic", "Digest"]).optional(),
  /** Whether to use HTTPS: `UseSsl` of New-CimSessionOption. Default false. */
  useSsl: z.union([z.boolean(), z.stringbool()]).optional(),
  /** `Port` of New-CimSession. Default 5985, with HTTPS 5986. */
  port: wholeNumber.optional(),
  powershell,
});

const dcomConnection = wsmanConnection
  .pick({ computerName: true, username: true, password: true, powershell: true })
  .extend({ connection: z.literal("dcom") });

/** A password is asked for nowhere, and belongs to nobody without a name. */
const bothOrNeither = ({ username, password }: { username?: string | undefined; password?: string | undefined }) =>
  (username === undefined) === (password === undefined);

const credentials = {
  path: ["password"],
  error: "username and password are given together, or neither for the account that runs the program",
};

const sshConnection = z.strictObject({
  connection: z.literal("ssh"),
  /** What one types after `ssh`: a host, user@host, or an alias of the ssh configuration. */
  sshHost: text,
  /** The PowerShell to start on that host, in the words of its command line. Default `powershell`. */
  powershell: text.optional(),
});

const simulatedConnection = z.strictObject({
  connection: z.literal("simulated"),
  /** The JSON file that describes the host; relative to the program's folder. */
  simulatedHost: text,
  /** Where the host keeps what has happened to it. Default: beside the description, `<name>.state.json`. */
  simulatedState: text.optional(),
});

/**
 * How to reach the Hyper-V host:
 *
 * - `local`: PowerShell on this machine, which is the Hyper-V host. The default.
 * - `wsman`, `dcom`: PowerShell on this machine, which opens a CIM session to `computerName`.
 * - `ssh`: PowerShell on the Hyper-V host, started over `ssh` with the person's own ssh configuration.
 * - `simulated`: the embedded host that a JSON file describes. Never chosen unless named.
 */
export const hostConnectionSchema = z.discriminatedUnion("connection", [
  localConnection,
  wsmanConnection.refine(bothOrNeither, credentials),
  dcomConnection.refine(bothOrNeither, credentials),
  sshConnection,
  simulatedConnection,
]);

export type HostConnection = z.output<typeof hostConnectionSchema>;

/** Settings that have nothing to do with how the host is reached. */
export const generalSettingsSchema = z.object({
  /**
   * The number sent as ReferencePointType for RCT points of virtual machines, for a host that wants another than the
   * documented 1 (CreateReferencePoint of Msvm_VirtualSystemReferencePointService).
   */
  rctTypeParameter: wholeNumber.optional(),
  /** Folder of the journal of creations that are under way. Default: `hyperv-reference-points/journal` in Pulumi's home. */
  journal: text.optional(),
});

export interface Configuration {
  readonly connection: HostConnection;
  readonly rctTypeParameter: number | undefined;
  readonly journal: string;
}

type Source = (key: string) => string | undefined;

/**
 * Reads the configuration: each key from the program's configuration, else from the environment (`HYPERV_RP_SSH_HOST` for
 * `sshHost`). A key that does not belong to the chosen connection is an error when it is configured; in the environment
 * it is left alone, for it may be meant for another stack. `nameOf` is what errors call a key.
 */
export function readConfiguration(
  configured: Source,
  environment: NodeJS.ProcessEnv,
  nameOf: (key: string) => string = keyName,
): Configuration {
  const fromEnvironment: Source = (key) => environment[environmentName(key)] || undefined;
  const lookUp: Source = (key) => configured(key) ?? fromEnvironment(key);

  const connection = lookUp("connection") ?? "local";
  const own = hostConnectionSchema.options.find(({ shape }) => shape.connection.value === connection);
  const allKeys = new Set(hostConnectionSchema.options.flatMap(({ shape }) => Object.keys(shape)));
  if (own === undefined) {
    const names = hostConnectionSchema.options.map(({ shape }) => `"${shape.connection.value}"`).join(", ");
    throw new UserError(`${nameOf("connection")} is "${connection}"; it must be one of ${names}`);
  }
  const belongs = (key: string) => key in own.shape;
  const values = [...allKeys].map((key) => [key, belongs(key) ? lookUp(key) : configured(key)] as const);
  const given = Object.fromEntries(values.filter(([, value]) => value !== undefined));

  const host = parse(hostConnectionSchema, { ...given, connection }, `connection "${connection}"`, nameOf);
  const general = parse(
    generalSettingsSchema,
    { rctTypeParameter: lookUp("rctTypeParameter"), journal: lookUp("journal") },
    "every connection",
    nameOf,
  );
  return {
    connection: host,
    rctTypeParameter: general.rctTypeParameter,
    journal: general.journal ?? join(pulumiHome(environment), configurationNamespace, "journal"),
  };
}

/** The environment variable that stands in for a configuration key: `HYPERV_RP_COMPUTER_NAME` for `computerName`. */
export function environmentName(key: string): string {
  return `HYPERV_RP_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function keyName(key: string): string {
  return `${configurationNamespace}:${key}`;
}

function parse<T>(schema: z.ZodType<T>, values: unknown, of: string, nameOf: (key: string) => string): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  // Values are not repeated: one of them may be a password.
  const problems = parsed.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => `${nameOf(key)} does not belong to ${of}`).join("; ");
    const key = String(issue.path[0]);
    const missing = issue.code === "invalid_type" && issue.input === undefined;
    return missing
      ? `${of} needs ${nameOf(key)} (or the environment variable ${environmentName(key)})`
      : `${nameOf(key)}: ${issue.message}`;
  });
  throw new UserError(`configuration: ${problems.join("; ")}`);
}
