import type { ErrorCode } from "../../support/error-codes";

/** Why ssh did not connect, and whether waiting does not help. */
export interface SshFailure {
  readonly code: ErrorCode;
  readonly cause: string;
  readonly advice: string;
  readonly permanent: boolean;
}

/** The exit code that is ssh's own; all others are those of the command on the host. */
export const sshFailed = 255;

/**
 * ssh has one exit code for everything, and its messages are English wherever it runs: they are constants of OpenSSH. The
 * first entry that fits counts, because a changed host key is followed by "verification failed".
 */
const failures: readonly (SshFailure & { readonly phrase: RegExp })[] = [
  {
    phrase: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for \S+ has changed/i,
    code: "HVRP231",
    cause: "the host key has changed",
    advice:
      "Either the host was reinstalled, or another computer answers in its place: compare the key with the one on the host. " +
      "If it is right, remove the old one (ssh-keygen -R <host>) and add the new one to known_hosts",
    permanent: true,
  },
  {
    phrase: /Host key verification failed|No \S+ host key is known for/i,
    code: "HVRP231",
    cause: "the host key is not known",
    advice: "Compare it with the one on the host, and add it to known_hosts (ssh-keyscan <host>)",
    permanent: true,
  },
  {
    phrase: /UNPROTECTED PRIVATE KEY FILE|Bad owner or permissions|bad permissions/i,
    code: "HVRP232",
    cause: "ssh refuses a file that others may read or write",
    advice: "Let only the account that runs Pulumi use it (chmod 600)",
    permanent: true,
  },
  {
    phrase: /Too many authentication failures/i,
    code: "HVRP210",
    cause: "the host refused the logon after too many keys were offered",
    advice: "Name the right one by IdentityFile, with IdentitiesOnly, in the ssh configuration",
    permanent: true,
  },
  {
    phrase: /Permission denied \(|No more authentication methods/i,
    code: "HVRP210",
    cause: "the host refused the logon",
    advice:
      "Check the account, and that its public key is on the host: in authorized_keys, of an administrator in " +
      "administrators_authorized_keys",
    permanent: true,
  },
  {
    phrase: /Could not resolve hostname .*(?:Temporary failure|try again)/i,
    code: "HVRP207",
    cause: "the host name cannot be resolved at the moment",
    advice: "Check the network and the DNS server of this computer",
    permanent: false,
  },
  {
    phrase: /Could not resolve hostname/i,
    code: "HVRP207",
    cause: "the host name cannot be resolved",
    advice: "Check sshHost, and the ssh configuration if it is an alias there",
    permanent: true,
  },
  {
    phrase: /no matching .+ found/i,
    code: "HVRP232",
    cause: "ssh and the host have no algorithm in common",
    advice: "Update the older one of the two",
    permanent: true,
  },
  {
    phrase: /Bad configuration option|terminating, \d+ bad configuration|unknown option|illegal option/i,
    code: "HVRP232",
    cause: "the ssh configuration is wrong",
    advice: "Correct the line that ssh names",
    permanent: true,
  },
  {
    phrase: /Connection refused/i,
    code: "HVRP201",
    cause: "the host refuses connections",
    advice: "Check that its OpenSSH server runs (Get-Service sshd), and the port",
    permanent: false,
  },
  {
    phrase: /timed out|No route to host|Network is unreachable|Host is down/i,
    code: "HVRP201",
    cause: "the host cannot be reached over the network",
    advice: "Check that it is on, its address, and the firewall",
    permanent: false,
  },
  {
    phrase: /kex_exchange_identification|ssh_exchange_identification|banner exchange|Connection (?:closed|reset) by/i,
    code: "HVRP201",
    cause: "the host closed the connection before the logon",
    advice: "It may be starting, or refuse this address or so many connections at once (MaxStartups)",
    permanent: false,
  },
];

const unknownFailure: SshFailure = {
  code: "HVRP201",
  cause: "ssh could not connect",
  advice: "Run ssh -o BatchMode=yes <host> until it connects without a prompt",
  permanent: false,
};

export function sshFailure(errors: string): SshFailure {
  return failures.find(({ phrase }) => phrase.test(errors)) ?? unknownFailure;
}
