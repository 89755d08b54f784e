import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeSshFiles } from "../../../../provider/src/hosts/powershell/ssh-files";

const connection = { connection: "ssh", sshHost: "hv01" } as const;

function filesOf(settings: { sshPrivateKey?: string; sshHostKey?: string }) {
  const files = writeSshFiles({ ...connection, ...settings });
  if (files === undefined) throw new Error("no files were written");
  onTestFinished(() => files.remove());
  const folder = dirname(files.sshConfiguration);
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  return { files, folder, read };
}

/** What ssh itself makes of the files, where there is one. */
function effective(file: string, host = "hv01"): Map<string, string> | undefined {
  try {
    const lines = execFileSync("ssh", ["-G", "-F", file, host], { encoding: "utf8" }).split("\n");
    return new Map(lines.map((line) => [line.split(" ", 1)[0] ?? "", line.replace(/^\S+ /, "")]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

describe("the files for ssh", () => {
  test("are none where ssh has its own", () => {
    expect(writeSshFiles(connection)).toBeUndefined();
    expect(writeSshFiles({ connection: "local" })).toBeUndefined();
  });

  test.skipIf(process.platform === "win32")("can be read by this account only, and are gone in the end", () => {
    const { files, folder } = filesOf({ sshPrivateKey: "key", sshHostKey: "ssh-ed25519 AAAA" });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(["config", "key", "known_hosts"]);
    expect(names.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    files.remove();
    expect(existsSync(folder)).toBe(false);
  });

  test("hold the key as ssh wants it", () => {
    expect(filesOf({ sshPrivateKey: "-----BEGIN\r\nAAAA\r\n-----END" }).read("key")).toBe(
      "-----BEGIN\nAAAA\n-----END\n",
    );
  });

  test("hold the host's key for any name, and lines of known_hosts as they are", () => {
    const { read } = filesOf({ sshHostKey: "ssh-ed25519 AAAA hv01\n\njump.example.com ecdsa-sha2-nistp256 BBBB\r\n" });
    expect(read("known_hosts")).toBe("* ssh-ed25519 AAAA hv01\njump.example.com ecdsa-sha2-nistp256 BBBB\n");
  });

  test("make ssh use this key and believe these hosts only", ({ skip }) => {
    const { files, folder } = filesOf({ sshPrivateKey: "key", sshHostKey: "ssh-ed25519 AAAA" });
    const settings = effective(files.sshConfiguration) ?? skip("there is no ssh");
    expect(Object.fromEntries(settings ?? [])).toMatchObject({
      identityfile: join(folder, "key"),
      identitiesonly: "yes",
      userknownhostsfile: join(folder, "known_hosts"),
      globalknownhostsfile: join(folder, "known_hosts"),
      stricthostkeychecking: "true",
      updatehostkeys: "false",
    });
  });
});
