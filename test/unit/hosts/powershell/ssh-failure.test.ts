import { describe, expect, test } from "vitest";
import { sshFailure } from "../../../../provider/src/hosts/powershell/ssh-failure";

/** What OpenSSH 9 writes, on Linux and on Windows. */
const said = {
  changed: [
    "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@",
    "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @",
    "IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!",
    "Host key for hv01 has changed and you have requested strict checking.",
    "Host key verification failed.",
  ].join("\n"),
  unknown:
    "No ED25519 host key is known for hv01 and you have requested strict checking.\nHost key verification failed.",
  unknownOnly: "Host key verification failed.",
  keyFile:
    "WARNING: UNPROTECTED PRIVATE KEY FILE!\nThis private key will be ignored.\nadmin@hv01: Permission denied (publickey).",
  owner: "Bad owner or permissions on C:\\\\Users\\\\ci/.ssh/config",
  manyKeys: "Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures",
  denied: "admin@hv01: Permission denied (publickey,password,keyboard-interactive).",
  dnsLater: "ssh: Could not resolve hostname hv01: Temporary failure in name resolution",
  dns: "ssh: Could not resolve hostname hv01: Name or service not known",
  dnsWindows: "ssh: Could not resolve hostname hv01: No such host is known.",
  algorithms: "Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa",
  configuration:
    "/etc/ssh/ssh_config: line 3: Bad configuration option: foo\n/etc/ssh/ssh_config: terminating, 1 bad configuration options",
  refused: "ssh: connect to host hv01 port 22: Connection refused",
  timedOut: "ssh: connect to host hv01 port 22: Connection timed out",
  noRoute: "ssh: connect to host hv01 port 22: No route to host",
  closed: "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.0.1 port 22",
  other: "something that no version has said so far",
} as const;

describe("what ssh says", () => {
  test.each<[keyof typeof said, string, boolean]>([
    ["changed", "the host key has changed", true],
    ["unknown", "the host key is not known", true],
    ["unknownOnly", "the host key is not known", true],
    ["keyFile", "ssh refuses a file that others may read or write", true],
    ["owner", "ssh refuses a file that others may read or write", true],
    ["manyKeys", "the host refused the logon after too many keys were offered", true],
    ["denied", "the host refused the logon", true],
    ["dnsLater", "the host name cannot be resolved at the moment", false],
    ["dns", "the host name cannot be resolved", true],
    ["dnsWindows", "the host name cannot be resolved", true],
    ["algorithms", "ssh and the host have no algorithm in common", true],
    ["configuration", "the ssh configuration is wrong", true],
    ["refused", "the host refuses connections", false],
    ["timedOut", "the host cannot be reached over the network", false],
    ["noRoute", "the host cannot be reached over the network", false],
    ["closed", "the host closed the connection before the logon", false],
    ["other", "ssh could not connect", false],
  ])("of %s means: %s", (name, cause, permanent) => {
    expect(sshFailure(said[name])).toMatchObject({ cause, permanent });
  });

  test("leads to advice that never speaks of the groups of Hyper-V", () => {
    for (const text of Object.values(said)) {
      const { advice } = sshFailure(text);
      expect(advice.length).toBeGreaterThan(20);
      expect(advice).not.toMatch(/Hyper-V|[.:]$/);
    }
  });
});
