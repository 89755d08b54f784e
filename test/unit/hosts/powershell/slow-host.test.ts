import { describe, expect, onTestFinished, test } from "vitest";
import { Dispatcher } from "../../../../provider/src/hosts/powershell/dispatcher";
import { PowerShellSession } from "../../../../provider/src/hosts/powershell/session";
import { bridgeTo, inProcessShell, noLaunch } from "../../../support/in-process-shell";
import { lifecycleOn, vm } from "../../../support/lifecycle";

const deadlines = { open: 60_000, call: 120_000, rest: 5_000 };
const names = Array.from({ length: 20 }, (_, index) => `vm${index + 1}`);

/** Twenty points that are created at once where each operation takes its time. */
async function createTwenty(milliseconds: number) {
  const virtualMachines = names.map((name) => ({ name, disks: [`C:\\VMs\\${name}.vhdx`] }));
  const lifecycle = lifecycleOn({ virtualMachines, version: "2025", directRctIds: true });
  const { clock, session, startProcess, create, points } = lifecycle;
  const shell = inProcessShell(bridgeTo(session), {
    stopwatch: () => Math.floor(clock.now() - Date.parse("2026-01-01T00:00:00.000Z")),
    before: ({ operations }) => clock.advance(milliseconds * operations.length),
  });
  const dispatcher = new Dispatcher(noLaunch, deadlines, { start: shell.start, now: () => clock.now() });
  onTestFinished(() => dispatcher.close());
  const process = startProcess(new PowerShellSession(dispatcher));
  const timeouts = { create: "2h" };
  const created = names.map((vmName) => create(vm, { vmName, __urn: vmName, __timeouts: timeouts }, process));
  return { results: await Promise.allSettled(created), points: await points(), shell };
}

describe("twenty creations at once", () => {
  test.each([1, 7])(
    "succeed where each call takes %i s: what waited too long for others is sent later",
    async (seconds) => {
      const { results, points, shell } = await createTwenty(1_000 * seconds);
      expect(results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []))).toEqual([]);
      const created = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      expect(created.flatMap(({ failure }) => failure ?? [])).toEqual([]);
      expect(created.map(({ id }) => id).sort()).toEqual(points);
      expect(shell.starts()).toBe(1);
    },
  );
});
