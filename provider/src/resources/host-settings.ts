import type * as pulumi from "@pulumi/pulumi";

/*
 * The same keys as in the configuration `hyperv-reference-points:...`, written out for the programs that are compiled against
 * them: see reference-point.ts.
 */

/** Settings that have nothing to do with how the host is reached. */
export interface HostSettings {
  /**
   * Whether the host is gone for good. Then it is not asked any more: a refresh and a delete let go of its points with one warning each, and a
   * create is an error. Text from the configuration counts too.
   *
   * Default `false`.
   */
  gone?: pulumi.Input<boolean | string> | undefined;
  /**
   * The number sent as `ReferencePointType` for RCT points of virtual machines, for a host that wants another than the documented
   * one. A whole number from 0 to 65535, anything else is an error.
   *
   * Default 1. Source: `CreateReferencePoint` of `Msvm_VirtualSystemReferencePointService`.
   */
  rctTypeParameter?: pulumi.Input<number | string> | undefined;
  /**
   * Folder on the computer that runs Pulumi for the journal, from which an interrupted creation is finished. It is created
   * when it is missing; an error when it cannot be written. All of a program need the same: by it their processes know what another one
   * still has to create.
   *
   * Default: `hyperv-reference-points/journal` in Pulumi's home.
   */
  journal?: pulumi.Input<string> | undefined;
  /**
   * How many points may be created or deleted on a host at the same time; further ones wait for their turn, which does not count against
   * their timeouts. A whole number from 1 to 1000, anything else is an error.
   *
   * Default 4.
   */
  maxConcurrentOperations?: pulumi.Input<number | string> | undefined;
  /**
   * File to which every request to the host and its answer is appended, one line of JSON each: for a bug report. It names virtual
   * machines, disks and hosts, and no password. An error when it cannot be opened.
   *
   * Default: none is written.
   */
  trace?: pulumi.Input<string> | undefined;
}

/** Settings of every connection that goes through PowerShell. */
export interface PowerShellSettings {
  /**
   * The PowerShell to start: a name or a path; over ssh as part of the host's command line. An error when there is none of
   * that name.
   *
   * Default `powershell.exe` on Windows, `pwsh` elsewhere; over ssh `powershell`.
   */
  powershell?: pulumi.Input<string> | undefined;
  /**
   * How long PowerShell may take to start, to load the bridge script and to open its session with the host: a duration such as
   * `"90s"`, from one second on.
   *
   * Default `"60s"`.
   */
  startTimeout?: pulumi.Input<string> | undefined;
  /**
   * How long a single request may take, jobs not included: a duration such as `"5m"`, from one second on. A request that takes longer
   * ends the shell, and nothing is concluded from it.
   *
   * Default `"120s"`.
   */
  callTimeout?: pulumi.Input<string> | undefined;
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
   * A stack that is pointed at another host finds its points gone. Source: `ComputerName` of `New-CimSession`.
   */
  computerName: pulumi.Input<string>;
  /**
   * The account, as in `DOMAIN\name`. Given together with `password` or not at all, anything else is an error.
   *
   * Default: the account that runs the program. Secret in the state. Source: `Credential` of `New-CimSession`.
   */
  username?: pulumi.Input<string> | undefined;
  /**
   * The account's password. Given together with `username` or not at all, anything else is an error.
   *
   * Default: the account that runs the program. Secret in the state. Source: `Credential` of `New-CimSession`.
   */
  password?: pulumi.Input<string> | undefined;
}

/** PowerShell on this computer, which opens a CIM session to the host by WS-Management. */
export interface WsmanHostArgs extends RemoteHostSettings {
  /** Selects this connection. */
  connection: pulumi.Input<"wsman">;
  /**
   * How the account authenticates. An error for any other value. `"Basic"`, `"Digest"` and `"CredSsp"` need `username` and `password`.
   *
   * Default: that of `New-CimSession`. Source: `Authentication` of `New-CimSession`.
   */
  authentication?: pulumi.Input<"Default" | "Negotiate" | "Kerberos" | "CredSsp" | "Basic" | "Digest"> | undefined;
  /**
   * Whether to use HTTPS. A text such as `"true"` will do.
   *
   * Default false. Source: `UseSsl` of `New-CimSessionOption`.
   */
  useSsl?: pulumi.Input<boolean | string> | undefined;
  /**
   * The port on which the host listens. A whole number from 1 to 65535, anything else is an error.
   *
   * Default: 5985, with HTTPS 5986. Source: `Port` of `New-CimSession`.
   */
  port?: pulumi.Input<number | string> | undefined;
  /**
   * Accepts a certificate of the host whoever has issued it. With `useSsl` only. A computer in between can then impersonate the host:
   * prefer to trust the issuer on the computer that runs Pulumi.
   *
   * Default false. Source: `SkipCACheck` of `New-CimSessionOption`.
   */
  skipCaCheck?: pulumi.Input<boolean | string> | undefined;
  /**
   * Accepts a certificate that was issued for another name than `computerName`. With `useSsl` only.
   *
   * Default false. Source: `SkipCNCheck` of `New-CimSessionOption`.
   */
  skipCnCheck?: pulumi.Input<boolean | string> | undefined;
  /**
   * Does not ask whether the certificate was revoked, where the issuer's lists cannot be reached. With `useSsl` only.
   *
   * Default false. Source: `SkipRevocationCheck` of `New-CimSessionOption`.
   */
  skipRevocationCheck?: pulumi.Input<boolean | string> | undefined;
  /**
   * Whether the service principal name that Kerberos asks for has the port, for hosts that are registered so.
   *
   * Default false. Source: `EncodePortInServicePrincipalName` of `New-CimSessionOption`.
   */
  encodePortInServicePrincipalName?: pulumi.Input<boolean | string> | undefined;
  /**
   * The largest message, in kilobytes. The host has a limit of its own (`MaxEnvelopeSizekb` of WinRM). A whole number from 1 on.
   *
   * Default: that of `New-CimSessionOption`. Source: `MaxEnvelopeSizeKB` of `New-CimSessionOption`.
   */
  maxEnvelopeSizeKb?: pulumi.Input<number | string> | undefined;
  /**
   * Where the proxy for the connection is configured.
   *
   * Default: that of `New-CimSessionOption`. Source: `ProxyType` of `New-CimSessionOption`.
   */
  proxyType?: pulumi.Input<"None" | "WinHttp" | "Auto" | "InternetExplorer"> | undefined;
  /**
   * How the account authenticates to the proxy.
   *
   * Default: that of `New-CimSessionOption`. Source: `ProxyAuthentication` of `New-CimSessionOption`.
   */
  proxyAuthentication?:
    | pulumi.Input<"Default" | "Negotiate" | "Kerberos" | "NtlmDomain" | "CredSsp" | "Basic" | "Digest">
    | undefined;
  /**
   * The account for the proxy. Given together with `proxyPassword` or not at all, anything else is an error.
   *
   * Secret in the state. Source: `ProxyCredential` of `New-CimSessionOption`.
   */
  proxyUsername?: pulumi.Input<string> | undefined;
  /**
   * The password of `proxyUsername`.
   *
   * Secret in the state. Source: `ProxyCredential` of `New-CimSessionOption`.
   */
  proxyPassword?: pulumi.Input<string> | undefined;
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
   * A stack that is pointed at another host finds its points gone.
   */
  sshHost: pulumi.Input<string>;
  /**
   * The port of the ssh server. A whole number from 1 to 65535, anything else is an error.
   *
   * Default: that of the ssh configuration, else 22. Source: `-p` of ssh.
   */
  sshPort?: pulumi.Input<number | string> | undefined;
  /**
   * The host through which ssh connects: `user@jump.example.com:22`, or several, separated by commas.
   *
   * Default: that of the ssh configuration, else none. Source: `-J` of ssh.
   */
  sshJumpHost?: pulumi.Input<string> | undefined;
  /**
   * The private key of the account, as text and without a passphrase, for computers without an ssh configuration. It is written to a
   * file that only this account can read, and which is removed when the session ends.
   *
   * Default: the keys of the ssh configuration and of the agent. Secret in the state. Source: `IdentityFile` of ssh.
   */
  sshPrivateKey?: pulumi.Input<string> | undefined;
  /**
   * The public key of the host, as in its `ssh_host_ed25519_key.pub`, or lines of a `known_hosts` file, which also name the keys of
   * jump hosts. The host must show one of these, and no other file is asked.
   *
   * Default: the `known_hosts` files of the ssh configuration. Source: `UserKnownHostsFile` of ssh.
   */
  sshHostKey?: pulumi.Input<string> | undefined;
}

/** The embedded host, for trying and testing stacks. */
export interface SimulatedHostArgs extends HostSettings {
  /** Selects this connection. */
  connection: pulumi.Input<"simulated">;
  /**
   * The JSON file that describes the host; relative to the program's folder. Required. An error names the place of a mistake in it.
   */
  simulatedHost: pulumi.Input<string>;
  /**
   * The file in which the host keeps what has happened to it. An error when it holds anything else. Default: beside the description, `<name>.state.json`.
   */
  simulatedState?: pulumi.Input<string> | undefined;
  /**
   * Which node of the described host. An error when it has none of that name. Default: the first.
   */
  simulatedNode?: pulumi.Input<string> | undefined;
}

/** How to reach a host: the same keys as in the configuration `hyperv-reference-points:...`. */
export type HyperVHostArgs = LocalHostArgs | WsmanHostArgs | DcomHostArgs | SshHostArgs | SimulatedHostArgs;

/** How to reach a host: what `HyperVHost` takes, in plain values. */
export type PlainHyperVHostArgs = pulumi.Unwrap<HyperVHostArgs>;
