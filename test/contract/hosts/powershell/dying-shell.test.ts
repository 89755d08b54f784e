import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openSimulatedControls } from "../../../../provider/src/hosts/simulated";
import { ProviderProcess } from "../../../support/provider-process";
import { noSshServer, startSshServer } from "../../../support/ssh-server";
import { type Behaviour, type Mishap, standInShell } from "../../../support/stand-in/behaviour";

/*
 * Twenty points are created at once, by the provider process itself, and the shell that all of them use dies in the middle.
 */

const text = 'exports.handler = () => require("hyperv-reference-points/handler").vmReferencePoint();';
const names = Array.from({ length: 20 }, (_, index) => `vm${index + 1}`);

function projectFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "provider-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(resolve(__dirname, "../../../../node_modules"), join(folder, "node_modules"), "junction");
  const virtualMachines = names.map((name) => ({ name, disks: [`C:\\VMs\\${name}.vhdx`] }));
  writeFileSync(join(folder, "host.json"), JSON.stringify({ virtualMachines, version: "2025", directRctIds: true }));
  return folder;
}

/** Creates twenty points at once where the shell has the mishap, over ssh or on this computer. */
async function createTwenty(mishap: Mishap, ssh: boolean) {
  const folder = projectFolder();
  const descriptionFile = join(folder, "host.json");
  const behaviour: Behaviour = { mishap, mishapOnce: join(folder, "died"), log: join(folder, "log") };
  const standIn = { STAND_IN_BEHAVIOUR: JSON.stringify(behaviour), STAND_IN_SIMULATED_HOST: descriptionFile };
  const server = ssh ? await startSshServer(folder) : undefined;
  if (server !== undefined) onTestFinished(() => server.stop());
  // The environment does not go along with ssh.
  const variables = Object.entries(standIn).map(([name, value]) => `${name}='${value}'`);
  const settings = ssh
    ? { connection: "ssh", sshHost: "hv01", powershell: `env ${variables.join(" ")} ${standInShell}` }
    : { connection: "local", powershell: standInShell };
  const configured = Object.entries({ ...settings, maxConcurrentOperations: "20" });
  const provider = await ProviderProcess.start(
    folder,
    Object.fromEntries(configured.map(([key, value]) => [`hyperv-reference-points:${key}`, value])),
    { ...server?.environment, ...(ssh ? {} : standIn) },
  );
  onTestFinished(async () => void (await provider.end()));
  const created = names.map(async (vmName) => {
    const __urn = `urn:pulumi:dev::p::t::${vmName}`;
    const { inputs } = await provider.check({}, { __provider: text, __urn, vmName });
    return (await provider.create(inputs)).id;
  });
  return {
    results: await Promise.allSettled(created),
    points: (await openSimulatedControls({ descriptionFile }).points()).map(
      ({ reference }) => reference.keys.InstanceID,
    ),
    starts: readFileSync(join(folder, "log"), "utf8")
      .split("\n")
      .filter((line) => line === "start").length,
  };
}

const reason = noSshServer === undefined ? "" : ` (skipped: ${noSshServer})`;

describe.each([
  ["on this computer", false],
  [`over a real ssh server${reason}`, true],
] as const)("twenty creations at once, %s, whose shell dies", (_, ssh) => {
  const untold = "exit-untold";
  const inMethod: [string, Mishap] = [
    "when it has called a method, and before it answers",
    { call: 5, kind: "invoke", does: untold },
  ];
  const cases: [string, Mishap][] = [
    ["at its third call", { call: 3, does: { exit: 1 } }],
    ["while jobs are polled", { call: 4, kind: "get", does: { exit: 1 } }],
    ["when it has read a job, and before it answers", { call: 4, kind: "get", does: untold }],
    // Whether the call was carried out shows only when its time is over: half a minute.
    ...(ssh ? [] : [inMethod]),
  ];
  test.skipIf(ssh && noSshServer !== undefined).each(cases)(
    "%s: all succeed, each with its own point",
    { timeout: 120_000 },
    async (_, mishap) => {
      const { results, points, starts } = await createTwenty(mishap, ssh);
      expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
      const created = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      expect(points.sort()).toEqual(created.sort());
      expect(new Set(created).size).toBe(20);
      expect(starts).toBe(2);
    },
  );
});
