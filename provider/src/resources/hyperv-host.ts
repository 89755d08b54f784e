import * as pulumi from "@pulumi/pulumi";
import { configurationNamespace } from "../support/namespace";
import { UserError } from "../support/user-error";

/*
 * The same keys as in the configuration `hyperv-reference-points:...`, written out for the programs that are compiled against
 * them: see reference-point.ts.
 */

/** Settings that have nothing to do with how the host is reached. */
export interface HostSettings {
  /**
   * The number sent as `ReferencePointType` for RCT points of virtual machines, for a host that wants another than the documented
   * one. A whole number from 0 to 65535, anything else is an error.
   *
   * Default 1. Replaces nothing. Source: `CreateReferencePoint` of `Msvm_VirtualSystemReferencePointService`.
   */
  rctTypeParameter?: pulumi.Input<number | string> | undefined;
  /**
   * Folder on the computer that runs Pulumi for the journal of creations under way, from which an interrupted one is finished.
   * It is made when it is missing; an error when it cannot be written.
   *
   * Default: `hyperv-reference-points/journal` in Pulumi's home. Replaces nothing. Source: none.
   */
  journal?: pulumi.Input<string> | undefined;
}

/** Settings of every connection that goes through PowerShell. */
export interface PowerShellSettings {
  /**
   * The PowerShell to start: a name or a path; over ssh in the words of the host's command line. An error when there is none of
   * that name.
   *
   * Default `powershell.exe` on Windows, `pwsh` elsewhere; over ssh `powershell`. Replaces nothing. Source: none.
   */
  powershell?: pulumi.Input<string> | undefined;
}

/** PowerShell on this computer, which is the Hyper-V host. */
export interface LocalHostArgs extends HostSettings, PowerShellSettings {
  /** Selects this connection, which is also the one of programs that configure none. */
  connection: pulumi.Input<"local">;
}

/** Where a CIM session leads, and as whom. */
export interface RemoteHostSettings extends HostSettings, PowerShellSettings {
  /**
   * Name or address of the Hyper-V host. Required. An error when it cannot be reached.
   *
   * Replaces nothing: a stack that is pointed at another host finds its points gone. Source: `ComputerName` of `New-CimSession`.
   */
  computerName: pulumi.Input<string>;
  /**
   * The account, as in `DOMAIN\name`. Given together with `password` or not at all, anything else is an error.
   *
   * Default: the account that runs the program. Replaces nothing. Secret in the state. Source: `Credential` of `New-CimSession`.
   */
  username?: pulumi.Input<string> | undefined;
  /**
   * The account's password. Given together with `username` or not at all, anything else is an error.
   *
   * Default: the account that runs the program. Replaces nothing. Secret in the state. Source: `Credential` of `New-CimSession`.
   */
  password?: pulumi.Input<string> | undefined;
}

/** PowerShell on this computer, which opens a CIM session to the host by WS-Management. */
export interface WsmanHostArgs extends RemoteHostSettings {
  /** Selects this connection. */
  connection: pulumi.Input<"wsman">;
  /**
   * How the account proves itself. An error for any other value.
   *
   * Default: that of `New-CimSession`. Replaces nothing. Source: `Authentication` of `New-CimSession`.
   */
  authentication?: pulumi.Input<"Default" | "Negotiate" | "Kerberos" | "CredSsp" | "Basic" | "Digest"> | undefined;
  /**
   * Whether to use HTTPS. A text such as `"true"` will do.
   *
   * Default false. Replaces nothing. Source: `UseSsl` of `New-CimSessionOption`.
   */
  useSsl?: pulumi.Input<boolean | string> | undefined;
  /**
   * The port on which the host listens. A whole number from 0 to 65535, anything else is an error.
   *
   * Default: 5985, with HTTPS 5986. Replaces nothing. Source: `Port` of `New-CimSession`.
   */
  port?: pulumi.Input<number | string> | undefined;
}

/** PowerShell on this computer, which opens a CIM session to the host by DCOM. */
export interface DcomHostArgs extends RemoteHostSettings {
  /** Selects this connection. */
  connection: pulumi.Input<"dcom">;
}

/** PowerShell on the Hyper-V host, started over ssh. */
export interface SshHostArgs extends HostSettings, PowerShellSettings {
  /** Selects this connection. */
  connection: pulumi.Input<"ssh">;
  /**
   * What one types after `ssh`: a host, `user@host`, or an alias of the ssh configuration, which applies. Required. An error when
   * ssh would have to ask for something.
   *
   * Replaces nothing: a stack that is pointed at another host finds its points gone. Source: none.
   */
  sshHost: pulumi.Input<string>;
}

/** The embedded host, for trying and testing stacks. */
export interface SimulatedHostArgs extends HostSettings {
  /** Selects this connection. */
  connection: pulumi.Input<"simulated">;
  /**
   * The JSON file that describes the host; relative to the program's folder. Required. An error names the place of a mistake in it.
   *
   * Replaces nothing. Source: none.
   */
  simulatedHost: pulumi.Input<string>;
  /**
   * The file in which the host keeps what has happened to it. An error when it holds anything else.
   *
   * Default: beside the description, `<name>.state.json`. Replaces nothing. Source: none.
   */
  simulatedState?: pulumi.Input<string> | undefined;
}

/** How to reach a host: the same keys as in the configuration `hyperv-reference-points:...`. */
export type HyperVHostArgs = LocalHostArgs | WsmanHostArgs | DcomHostArgs | SshHostArgs | SimulatedHostArgs;

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
    const settings = Object.entries(args)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`${configurationNamespace}:${key}`, credentials.has(key) ? pulumi.secret(value) : value]);
    super("pulumi-nodejs", name, Object.fromEntries(settings), opts);
    given.set(this, args);
  }
}

/** What each host was made of: the resource itself shows none of it. */
const given = new WeakMap<pulumi.ProviderResource, HyperVHostArgs>();

/** How to reach the host of a provider, for functions: they run in the program, not behind the provider. */
export function settingsOf(host: HyperVHost): HyperVHostArgs {
  const settings = given.get(host);
  if (settings !== undefined) return settings;
  throw new UserError(
    "provider: this is no HyperVHost, or one of another copy of the package; give a HyperVHost or host",
  );
}

const credentials: ReadonlySet<string> = new Set(["username", "password"]);
