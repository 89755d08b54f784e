import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { eventually } from "./processes";

const server = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].find((path) => existsSync(path));

/** Why there can be no server here; `undefined` when there can. */
export const noSshServer = server === undefined ? "no OpenSSH server (sshd) is installed" : undefined;

/**
 * A real OpenSSH server on a port of loopback, with keys and configuration of its own in a folder, for the account that
 * runs the tests.
 */
export async function startSshServer(folder: string) {
  const key = (name: string) => {
    const file = join(folder, name);
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
    return file;
  };
  const hostKey = key("host");
  const userKey = key("user");
  copyFileSync(`${userKey}.pub`, join(folder, "authorized"));
  const port = await freePort();

  // What the distribution's service makes before it starts.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  const configuration = join(folder, "sshd_config");
  writeFileSync(
    configuration,
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(folder, "authorized")}`,
      "PidFile none",
      "StrictModes no",
      "PermitRootLogin yes",
      "PasswordAuthentication no",
      "",
    ].join("\n"),
  );
  const child = spawn(server ?? "sshd", ["-D", "-e", "-f", configuration], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += String(chunk);
  });
  await eventually("the ssh server listens", async () => {
    if (child.exitCode !== null) throw new Error(`sshd has ended: ${log}`);
    return listens(port);
  });

  const clientConfiguration = join(folder, "ssh_config");
  writeFileSync(
    clientConfiguration,
    [
      "Host hv01",
      "  HostName 127.0.0.1",
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${userKey}`,
      "  IdentitiesOnly yes",
      "  StrictHostKeyChecking accept-new",
      `  UserKnownHostsFile ${join(folder, "known_hosts")}`,
      // The same server, with something wrong on the way to it.
      "Host unknown changed stranger",
      "  HostName 127.0.0.1",
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      "  IdentitiesOnly yes",
      "Host unknown changed",
      `  IdentityFile ${userKey}`,
      "  StrictHostKeyChecking yes",
      "Host unknown",
      "  UserKnownHostsFile /dev/null",
      "Host changed",
      "  HostKeyAlias changed",
      `  UserKnownHostsFile ${otherHostKey(folder)}`,
      "Host stranger",
      `  IdentityFile ${key("stranger")}`,
      "  StrictHostKeyChecking no",
      "  UserKnownHostsFile /dev/null",
      "Host nobody",
      "  HostName 127.0.0.1",
      `  Port ${await freePort()}`,
      "",
    ].join("\n"),
  );
  // ssh finds a person's configuration by the account, so a test's own goes in by a command of the same name.
  const commands = join(folder, "commands");
  mkdirSync(commands);
  const client = execFileSync("which", ["ssh"], { encoding: "utf8" }).trim();
  writeFileSync(join(commands, "ssh"), `#!/bin/sh\nexec "${client}" -F "${clientConfiguration}" "$@"\n`);
  chmodSync(join(commands, "ssh"), 0o755);

  return {
    /** With an `ssh` that knows the host hv01, which is the server, and nobody, where nothing listens. */
    environment: { ...process.env, PATH: [commands, process.env.PATH].join(delimiter) },
    stop: () => void child.kill(),
  };
}

/** A known_hosts with another key for the host. */
function otherHostKey(folder: string): string {
  const file = join(folder, "changed_hosts");
  const [type, key] = readFileSync(join(folder, "user.pub"), "utf8").split(" ");
  writeFileSync(file, `changed ${type} ${key}\n`);
  return file;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
