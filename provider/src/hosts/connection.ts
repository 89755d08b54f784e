import { z } from "zod";
import { credential } from "../support/credential";
import { parseDuration } from "../support/duration";

/*
 * The settings of each connection. What they mean to a program, and their defaults, stands in resources/hyperv-host.ts; which
 * belongs to which connection, for code that must not load schemas, in setting-names.ts. Tests hold the three together. A value that
 * does not fit is an error before anything is sent.
 */

const text = z.string().min(1);

/** Configuration arrives as text, whatever the program gave. */
function wholeNumber(least: number, most: number) {
  const digits = z.string().regex(/^\d+$/).transform(Number);
  const error = `must be a whole number from ${least} to ${most}`;
  return z.union([z.number(), digits], { error }).pipe(z.int({ error }).min(least, { error }).max(most, { error }));
}

const port = wholeNumber(1, 65_535);
/** No other word: `gone: "no"` or `skipCaCheck: "on"` would be guessed at. */
const flagText = z.stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive" });
const flag = z.union([z.boolean(), flagText], { error: "must be true or false" });

const durationProblem = 'must be a duration of at least "1s", such as "90s" or "5m"';

/** In milliseconds. */
const duration = z.string(durationProblem).transform((written, context) => {
  const milliseconds = parseDuration(written);
  if (milliseconds !== undefined && milliseconds >= 1_000) return milliseconds;
  context.issues.push({ code: "custom", input: written, message: durationProblem });
  return z.NEVER;
});

/** Of every connection. */
const every = { gone: flag.optional() };

/** Of every connection through PowerShell. */
const shell = {
  ...every,
  powershell: credential.optional(),
  startTimeout: duration.optional(),
  callTimeout: duration.optional(),
};

const remote = { computerName: text, username: credential.optional(), password: credential.optional() };

const authentication = z.enum(["Default", "Negotiate", "Kerberos", "CredSsp", "Basic", "Digest"]);
const proxyAuthentication = z.enum(["Default", "Negotiate", "Kerberos", "NtlmDomain", "CredSsp", "Basic", "Digest"]);

const localConnection = z.strictObject({ connection: z.literal("local"), ...shell });

const wsmanConnection = z.strictObject({
  connection: z.literal("wsman"),
  ...remote,
  authentication: authentication.optional(),
  useSsl: flag.optional(),
  port: port.optional(),
  skipCaCheck: flag.optional(),
  skipCnCheck: flag.optional(),
  skipRevocationCheck: flag.optional(),
  encodePortInServicePrincipalName: flag.optional(),
  maxEnvelopeSizeKb: wholeNumber(1, 2 ** 32 - 1).optional(),
  proxyType: z.enum(["None", "WinHttp", "Auto", "InternetExplorer"]).optional(),
  proxyAuthentication: proxyAuthentication.optional(),
  proxyUsername: credential.optional(),
  proxyPassword: credential.optional(),
  ...shell,
});

const dcomConnection = z.strictObject({ connection: z.literal("dcom"), ...remote, ...shell });

const sshConnection = z.strictObject({
  connection: z.literal("ssh"),
  sshHost: credential,
  sshPort: port.optional(),
  sshJumpHost: credential.optional(),
  sshPrivateKey: text.optional(),
  sshHostKey: text.optional(),
  ...shell,
});

const simulatedConnection = z.strictObject({
  connection: z.literal("simulated"),
  simulatedHost: text,
  simulatedState: text.optional(),
  simulatedNode: text.optional(),
  ...every,
});

type Given = Readonly<Record<string, unknown>>;

/** A password is asked for nowhere, and belongs to nobody without a name. */
function together(
  first: string,
  second: string,
  otherwise: string,
): [(given: Given) => boolean, z.core.$ZodCustomParams] {
  return [
    (given) => (given[first] === undefined) === (given[second] === undefined),
    { path: [second], error: `${first} and ${second} must be specified together, or neither for ${otherwise}` },
  ];
}

const credentials = together("username", "password", "the account that runs the program");
const proxyCredentials = together("proxyUsername", "proxyPassword", "the account that runs the program");

/** These send what the user has typed; the account that runs the program has a ticket at most. */
const withPasswordOnly: ReadonlySet<unknown> = new Set<z.infer<typeof authentication>>(["Basic", "Digest", "CredSsp"]);

const passwordForAuthentication: [(given: Given) => boolean, z.core.$ZodCustomParams] = [
  (given) => !withPasswordOnly.has(given.authentication) || given.username !== undefined,
  { path: ["authentication"], error: 'needs username and password when it is "Basic", "Digest" or "CredSsp"' },
];

/** A check that is switched off where there is none would pass for one that was needed. */
function checkOfHttps(key: string): [(given: Given) => boolean, z.core.$ZodCustomParams] {
  return [
    (given) => given[key] !== true || given.useSsl === true,
    { path: [key], error: "concerns the certificate of HTTPS: set useSsl too" },
  ];
}

/**
 * How to reach the Hyper-V host:
 *
 * - `local`: PowerShell on this computer, which is the Hyper-V host. The default.
 * - `wsman`, `dcom`: PowerShell on this computer, which opens a CIM session to `computerName`.
 * - `ssh`: PowerShell on the Hyper-V host, started over `ssh`.
 * - `simulated`: the embedded host that a JSON file describes. Never chosen unless named.
 */
export const hostConnectionSchema = z.discriminatedUnion("connection", [
  localConnection,
  wsmanConnection
    .refine(...credentials)
    .refine(...passwordForAuthentication)
    .refine(...proxyCredentials)
    .refine(...checkOfHttps("skipCaCheck"))
    .refine(...checkOfHttps("skipCnCheck"))
    .refine(...checkOfHttps("skipRevocationCheck")),
  dcomConnection.refine(...credentials),
  sshConnection,
  simulatedConnection,
]);

export type HostConnection = z.output<typeof hostConnectionSchema>;

/** Of one host. */
export const maxConcurrentOperations = wholeNumber(1, 1_000).optional();

/** Settings that have nothing to do with how the host is reached. */
export const generalSettingsSchema = z.object({
  rctTypeParameter: wholeNumber(0, 65_535).optional(),
  journal: text.optional(),
  maxConcurrentOperations,
  trace: text.optional(),
});
