import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSimulatedHost, type HostDescription } from "../../provider/src/hosts/simulated";
import { type Acceptance, accept } from "../acceptance/accept";
import { reportOf, verdictOf } from "../acceptance/report";
import { type StepId, steps } from "../acceptance/steps";
import { ids, usualHost } from "../support/lifecycle";
import { temporaryFolder } from "../support/temporary-folder";

const acceptance: Acceptance = { vm: "sql01", timeout: "1m" };

/** A host with one virtual machine of each kind that the steps want. */
const wholeHost: HostDescription = {
  ...usualHost,
  virtualMachines: [
    ...(usualHost.virtualMachines ?? []),
    { name: "off", state: "off", disks: ["C:\\VMs\\off.vhdx"] },
    { name: "checked", disks: ["C:\\VMs\\checked.vhdx"] },
    { name: "hidden", disks: ["C:\\VMs\\hidden.vhdx"] },
  ],
  faults: [{ happens: "hidden", class: "Msvm_ComputerSystem", name: "hidden" }],
};

async function runOn(description: HostDescription, more: Partial<Acceptance> = {}) {
  const { session, controls } = createSimulatedHost({ description });
  const foreign = await controls.addForeignPoint("sql01");
  const run = await accept(session(), { ...acceptance, ...more }, () => undefined);
  const of = (step: StepId) => run.outcomes.find((one) => one.step === step);
  const idsThere = (await controls.points()).map(({ reference }) => reference.keys.InstanceID);
  return { run, of, controls, foreign, idsThere };
}

const isRun = (run: Awaited<ReturnType<typeof accept>>) => run.outcomes.map(({ step }) => step);

describe("the acceptance run on a simulated host", () => {
  const needed: Readonly<Record<string, string>> = {
    "2016": "this host needs ConvertRecoverySnapshot",
    "2019": "both creation methods work on this host",
    "2022": "both creation methods work on this host",
    "2025": "this host needs ConvertRecoverySnapshot",
  };
  for (const version of ["2016", "2019", "2022", "2025"] as const) {
    test(`of ${version} makes every step, says which method it needs, and leaves what was there`, async () => {
      const { session, controls } = createSimulatedHost({ description: { ...wholeHost, version } });
      const foreign = await controls.addForeignPoint("sql01");
      const checkpoint = await controls.addForeignSnapshot("checked");
      const run = await accept(
        session(),
        { ...acceptance, vm: ids.sql01, group: "erp", vmOff: "off", vmCheckpoint: "checked", vmNoRights: "hidden" },
        () => undefined,
      );
      expect(isRun(run)).toEqual(Object.keys(steps));
      const direct = version === "2016" || version === "2025" ? "refused" : "passed";
      const others = run.outcomes.filter(({ step }) => !/-create-|-log$/.test(step));
      expect(others.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
      const directs = run.outcomes.filter(({ step }) => step.includes("-create-"));
      expect(
        directs.map(({ outcome }) => outcome),
        JSON.stringify(directs),
      ).toEqual([direct, direct, direct, direct]);
      expect(verdictOf(run)).toContain(`points of virtual machines: ${needed[version]}`);
      expect(verdictOf(run)).toContain(`points of VM groups: ${needed[version]}`);
      expect((await controls.points()).map(({ reference }) => reference.keys.InstanceID)).toEqual([foreign]);
      expect((await controls.snapshots()).map(({ reference }) => reference.keys.InstanceID)).toEqual([checkpoint]);
    });
  }

  test("skips what was not named, and counts it", async () => {
    const { run, of } = await runOn(usualHost, { crashOnly: true });
    expect(isRun(run)).toEqual(Object.keys(steps));
    expect(of("group-automatic")).toMatchObject({ outcome: "skipped", detail: "none was named (--group)" });
    expect(of("powered-off")).toMatchObject({ outcome: "skipped", detail: "none was named (--vm-off)" });
    expect(of("checkpoint")).toMatchObject({ outcome: "skipped", detail: "none was named (--vm-checkpoint)" });
    expect(of("no-rights")).toMatchObject({ outcome: "skipped", detail: "none was named (--vm-no-rights)" });
    expect(of("vm-convert-application")).toMatchObject({ outcome: "skipped", detail: "--crash-only" });
    expect(verdictOf(run)[0]).toBe("6 passed, 0 refused, 11 skipped, 0 failed");
  });

  test("changes no power state and makes no checkpoint: what is not as it should be is skipped", async () => {
    const { of } = await runOn(usualHost, { vmOff: "sql01", vmCheckpoint: "web01" });
    expect(of("powered-off")).toMatchObject({
      outcome: "skipped",
      detail: expect.stringMatching(/"sql01" is not off/),
    });
    expect(of("checkpoint")).toMatchObject({ outcome: "skipped", detail: expect.stringMatching(/no checkpoint/) });
  });

  test("fails where the account may do what it should not be allowed to", async () => {
    const { of, idsThere, foreign } = await runOn(usualHost, { vmNoRights: "web01" });
    expect(of("no-rights")).toMatchObject({
      outcome: "failed",
      detail: 'the account may create points of "web01"',
    });
    expect(idsThere).toEqual([foreign]);
  });

  test("takes the refusal of application consistency for an answer", async () => {
    const sql01 = { name: "sql01", disks: ["C:\\VMs\\sql01.vhdx"], integrationServices: false };
    const { of, idsThere, foreign } = await runOn({ virtualMachines: [sql01] });
    expect(of("vm-convert-application")).toMatchObject({
      outcome: "refused",
      detail: expect.stringMatching(/\(HVRP305\)$/),
    });
    expect(of("vm-convert-crash")).toMatchObject({ outcome: "passed" });
    expect(idsThere).toEqual([foreign]);
  });

  test("fails where neither method works, and leaves nothing behind", async () => {
    const refuses = (method: string) =>
      ({ happens: "return-code", operation: "invoke", method, returnCode: 32770, times: "always" }) as const;
    const { run, of, idsThere, foreign } = await runOn({
      ...usualHost,
      faults: [refuses("CreateReferencePoint"), refuses("CreateSnapshot")],
    });
    expect(of("vm-automatic")).toMatchObject({ outcome: "failed" });
    expect(verdictOf(run)).toContain("points of virtual machines: neither creation method works on this host");
    expect(idsThere).toEqual([foreign]);
  });

  test("fails where something is left on the host", async () => {
    const { of } = await runOn({
      ...usualHost,
      faults: [{ happens: "result-vanishes", method: "CreateReferencePoint", replacedBy: "foreign" }],
    });
    expect(of("vm-automatic")).toMatchObject({
      outcome: "failed",
      detail: expect.stringMatching(/before: .*; afterwards: /),
    });
  });

  test("fails where a missing object is answered in a way that nobody understands", async () => {
    const { of } = await runOn({
      ...usualHost,
      faults: [{ happens: "before", operation: "get", class: "Msvm_ConcreteJob", error: "Failed" }],
    });
    expect(of("missing-object")).toMatchObject({
      outcome: "failed",
      detail: expect.stringMatching(/a job by its key: Failed/),
    });
  });
});

describe("the report", () => {
  test("holds all that a person can attach to an issue", async () => {
    const { session } = createSimulatedHost({ description: usualHost });
    const run = await accept(session(), { ...acceptance, group: "erp" }, () => undefined);
    const report = reportOf({ connection: "simulated", when: new Date(0), versions: ["version 1"], ...run });
    expect(report).toContain("Connection: simulated. 1970-01-01T00:00:00.000Z. version 1.");
    expect(report).toContain("- points of VM groups: both creation methods work on this host");
    expect(report).toMatch(/^\| `vm-automatic` \| .* \| passed \| \d+ ms \|$/m);
    expect(report).toContain("SystemName of the services: HV01; hosting computer system: HV01; the same");
    expect(report).toContain("- IncrementalBackupEnabled: of 0 of 4 virtual machines");
    expect(report).toContain("- `missing-object`: a point by its key: nothing");
    expect(report).toContain("- `vm-automatic`: created by CreateReferencePoint, ConsistencyLevel 2 (Crash)");
    expect(report).toContain(
      "- `group-convert-crash`: ConsistencyLevel of the group's point is 1, of its members 2, 2",
    );
    expect(report).toMatch(
      /- `vm-convert-crash`: changes of C:\\VMs\\sql01\\os\.vhdx since the point can be read: 0 ranges/,
    );
    expect(report).toMatch(/invoke Msvm_CollectionReferencePointService\.DestroyReferencePoint` \| returned 4096/);
  });

  test.each([
    ["2022", /named by the answer of (\d+) of \1 calls that create, and among the affected elements in [1-9]/],
    ["2025", /named by the answer of 0 of \d+ calls that create, and among the affected elements in [1-9]/],
  ] as const)("says of a host of %s who names results", async (version, expected) => {
    const { session } = createSimulatedHost({ description: { ...usualHost, version } });
    const run = await accept(session(), { ...acceptance, crashOnly: true }, () => undefined);
    expect(verdictOf(run).at(-1)).toMatch(expected);
  });
});

describe("the command", () => {
  test("hands on what was named, and writes the report and a trace", async () => {
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const [description, report, trace] = [
      join(folder.path, "host.json"),
      join(folder.path, "report.md"),
      join(folder.path, "trace.jsonl"),
    ];
    writeFileSync(description, JSON.stringify(wholeHost));
    const variables = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|HYPERV_RP_|TEST$)/.test(name));
    const env = {
      ...Object.fromEntries(variables),
      HYPERV_RP_CONNECTION: "simulated",
      HYPERV_RP_SIMULATED_HOST: description,
      HYPERV_RP_TRACE: trace,
    };
    const named = ["--vm", "sql01", "--group", "erp", "--vm-off", "off", "--vm-no-rights", "hidden", "--crash-only"];
    const program = join(__dirname, "../../tools/acceptance.mjs");
    await promisify(execFile)(process.execPath, [program, ...named, "--report", report], { env });
    const written = readFileSync(report, "utf8");
    // There is no checkpoint, and four steps are of application consistency.
    expect(written).toContain("- 12 passed, 0 refused, 5 skipped, 0 failed");
    expect(written).toMatch(/Node\.js v\d+/);
    expect(existsSync(trace)).toBe(true);
  });
});
