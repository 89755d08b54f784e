import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endWithProcess } from "./exit-hook";
import type { PowerShellConnection } from "./launch";

/** What ssh reads instead of being told on its command line, which everybody on the computer can read. */
export interface SshFiles {
  /** For `-F` of ssh, which a jump host gets too. */
  readonly sshConfiguration: string;
  remove(): void;
}

/**
 * Writes the key of the account and those of the host, where they are configured, to a folder that only this account can read. It is
 * removed by `remove`, or with this process.
 */
export function writeSshFiles(connection: PowerShellConnection): SshFiles | undefined {
  if (connection.connection !== "ssh") return undefined;
  const { sshPrivateKey, sshHostKey } = connection;
  if (sshPrivateKey === undefined && sshHostKey === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "hyperv-rp-ssh-"));
  const write = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o600, flag: "wx" });
    return file;
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = endWithProcess({ endNow: remove });
  const key = sshPrivateKey === undefined ? undefined : write("key", privateKeyFile(sshPrivateKey));
  const hosts = sshHostKey === undefined ? undefined : write("known_hosts", knownHostsFile(sshHostKey));
  return {
    sshConfiguration: write("config", sshConfiguration(key, hosts)),
    remove: () => {
      remove();
      forget();
    },
  };
}

/** ssh refuses a key without an end of line, which a secret store may have trimmed, and one with those of Windows. */
function privateKeyFile(key: string): string {
  return `${key.replaceAll("\r\n", "\n").trim()}\n`;
}

/** A key without a host is that of the host; lines of a `known_hosts` file say of which host theirs is. */
function knownHostsFile(keys: string): string {
  const lines = keys.split(/\r?\n/).filter((line) => line.trim() !== "");
  return `${lines.map((line) => (/^(?:ssh|ecdsa|sk)-/.test(line) ? `* ${line}` : line)).join("\n")}\n`;
}

/** Of several values ssh takes the first, so the user's own configuration fills in the rest. */
function sshConfiguration(key: string | undefined, hosts: string | undefined): string {
  return [
    ...(key === undefined ? [] : [`IdentityFile ${quoted(key)}`, "IdentitiesOnly yes"]),
    ...(hosts === undefined
      ? []
      : [
          `UserKnownHostsFile ${quoted(hosts)}`,
          `GlobalKnownHostsFile ${quoted(hosts)}`,
          "StrictHostKeyChecking yes",
          "UpdateHostKeys no",
        ]),
    "Include ~/.ssh/config",
    "Match all",
    process.platform === "win32" ? "Include __PROGRAMDATA__/ssh/ssh_config" : "Include /etc/ssh/ssh_config",
    "",
  ].join("\n");
}

/** Both systems take slashes, and ssh would take a backslash for an escape. */
function quoted(path: string): string {
  return `"${path.replaceAll("\\", "/").replaceAll("%", "%%")}"`;
}
