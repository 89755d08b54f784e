import { z } from "zod";

const powershellExecutable = z.string().min(1).optional();

/**
 * How to reach the Hyper-V host, by `connection`:
 *
 * - `local`: PowerShell on this machine, which is the Hyper-V host.
 * - `wsman`, `dcom`: PowerShell on this machine, which opens a CIM session to `computerName`.
 * - `ssh`: PowerShell on the Hyper-V host, started over `ssh` with the person's own ssh configuration.
 * - `simulated`: the embedded host that a JSON file describes. Never chosen unless named.
 */
export const hostConnectionSchema = z.discriminatedUnion("connection", [
  z.strictObject({ connection: z.literal("local"), powershell: powershellExecutable }),
  z.strictObject({
    connection: z.enum(["wsman", "dcom"]),
    computerName: z.string().min(1),
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    authentication: z.enum(["Default", "Negotiate", "Kerberos", "CredSsp", "Basic", "Digest"]).optional(),
    /** WSMan over TLS. */
    useSsl: z.boolean().optional(),
    port: z.int().min(1).max(65535).optional(),
    powershell: powershellExecutable,
  }),
  z.strictObject({
    connection: z.literal("ssh"),
    /** What one types after `ssh`: a host, user@host, or an alias of the ssh configuration. */
    sshHost: z.string().min(1),
    /** The PowerShell to start on that host. Default `powershell`. */
    powershell: powershellExecutable,
  }),
  z.strictObject({
    connection: z.literal("simulated"),
    /** The JSON file that describes the host. */
    simulatedHost: z.string().min(1),
    /** Where the host keeps what has happened to it. Default: beside the description, `<name>.state.json`. */
    simulatedState: z.string().min(1).optional(),
  }),
]);

export type HostConnection = z.infer<typeof hostConnectionSchema>;
