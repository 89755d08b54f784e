/** What OpenSSH 9 writes, on Linux and on Windows. */
export const sshWords = {
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
