import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { deadlinesOf, openPowerShellHost, probePowerShell } from "../../../../provider/src/hosts/powershell";
import { stubEnvironment } from "../../../support/stubs";
import { temporaryFolder } from "../../../support/temporary-folder";

/** The temporary folder of this computer, for as long as a test lasts. */
function ownTemporaryFolder() {
  const { path, remove } = temporaryFolder();
  const folder = join(path, "tmp");
  mkdirSync(folder);
  stubEnvironment({ TMPDIR: folder, TEMP: folder, TMP: folder });
  onTestFinished(remove);
  return () => readdirSync(folder);
}

const ssh = { connection: "ssh", sshHost: "hv01", sshPrivateKey: "key" } as const;

describe("the deadlines of a shell", () => {
  test("are those of the connection, else a minute to start and two for a call", () => {
    expect(deadlinesOf({})).toEqual({ open: 60_000, call: 120_000, rest: 5_000 });
    expect(deadlinesOf({ startTimeout: 1_000, callTimeout: 2_000 })).toEqual({ open: 1_000, call: 2_000, rest: 5_000 });
  });

  test("may be given one by one", () => {
    expect(deadlinesOf({ startTimeout: 1_000 }, { deadlines: { open: 3_000 } })).toMatchObject({
      open: 3_000,
      call: 120_000,
    });
  });
});

describe("the key of a connection over ssh", () => {
  test("is in a file as long as the session is open: another shell may be started", async () => {
    const files = ownTemporaryFolder();
    const session = openPowerShellHost(ssh);
    expect(files()).toHaveLength(1);
    await session.close();
    expect(files()).toEqual([]);
  });

  test("is in no file where none is configured", async () => {
    const files = ownTemporaryFolder();
    const session = openPowerShellHost({ connection: "ssh", sshHost: "hv01" });
    expect(files()).toEqual([]);
    await session.close();
  });

  test("is in no file any more when the way to the host has been probed, as far as it leads", async () => {
    const files = ownTemporaryFolder();
    const probe = probePowerShell(ssh, { environment: { PATH: "/nowhere" }, platform: "linux" });
    expect(files()).toHaveLength(1);
    expect(await probe).toMatchObject({ failure: { stage: "start", code: "HVRP221" } });
    expect(files()).toEqual([]);
  });
});

test("nothing is started before the first call, and a session that is closed starts nothing any more", async () => {
  const session = openPowerShellHost({ connection: "local", powershell: "/nowhere/pwsh" });
  await session.close();
  await expect(session.query("Test_Thing")).rejects.toMatchObject({
    code: "HVRP212",
    sent: "no",
    message: "the session with this computer is closed",
  });
});
