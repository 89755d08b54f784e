import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import { requireService } from "../../../provider/src/hyperv/service";
import { runCommand, runForJson } from "../../support/command-line";
import { ids, usualHost } from "../../support/lifecycle";
import { calledRecord } from "../../support/records";
import { simulatedFiles } from "../../support/simulated-files";

const vmType = "pulumi-nodejs:dynamic/hyperv:VmReferencePoint";
const groupType = "pulumi-nodejs:dynamic/hyperv:CollectionReferencePoint";

const resource = (type: string, name: string, id: string, more: object = {}) => {
  return {
    urn: `urn:pulumi:prod::backup::${type}::${name}`,
    custom: true,
    type,
    id,
    outputs: { instanceId: id },
    ...more,
  };
};

const stateOf = (...resources: readonly object[]) =>
  JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });

/** A host with points of sql01 and web01, and one of the group erp. */
async function hostWithPoints() {
  const host = simulatedFiles();
  const sql01 = await host.controls.addForeignPoint("sql01");
  const web01 = await host.controls.addForeignPoint("web01");
  const session = host.session();
  const { reference: service } = await requireService(session, "Msvm_CollectionReferencePointService");
  await session.invoke(service, "CreateReferencePoint", {
    Collection: cim.reference({ className: "Msvm_VirtualSystemCollection", keys: { CollectionID: ids.erp } }),
    ReferencePointSettings: cim.embedded("Msvm_CollectionReferencePointSettingData", {
      ConsistencyLevel: cim.uint8(2),
    }),
    ReferencePointType: cim.uint16(2),
  });
  const [point] = await session.query("Msvm_ReferencePointCollection");
  await session.close();
  const file = (name: string, ...resources: readonly object[]) => {
    const path = join(host.folder, name);
    writeFileSync(path, stateOf(...resources));
    return path;
  };
  return { ...host, sql01, web01, erp: point?.reference.keys.CollectionID ?? "", file };
}

interface Shown {
  readonly kind: string;
  readonly point: { readonly instanceId: string };
  readonly referencedBy?: readonly string[];
  readonly suggestedCommands?: Readonly<Record<string, unknown>>;
}

async function orphans(options: readonly string[], ...states: readonly string[]) {
  const { code, shown } = await runForJson(["orphans", ...options, "--state", ...states]);
  return {
    code,
    shown,
    orphans: shown.orphans as readonly Shown[],
    found: (shown.orphans as readonly Shown[]).map(({ point }) => point.instanceId),
    uncertain: (shown.uncertain as readonly Shown[]).map(({ point }) => point.instanceId),
  };
}

describe("orphans", () => {
  test("shows what no given state owns, of several states together", async () => {
    const { options, sql01, web01, erp, file } = await hostWithPoints();
    const one = file("one.json", resource(vmType, "sql01", sql01));
    const two = file("two.json", resource(groupType, "erp", erp));
    expect((await orphans(options, one)).found.sort()).toEqual([web01, erp].sort());
    const both = await orphans(options, one, two);
    expect(both.found).toEqual([web01]);
    expect(both.shown).toMatchObject({
      schemaVersion: 1,
      command: "orphans",
      states: [
        { file: one, stack: "backup/prod", points: 1 },
        { file: two, stack: "backup/prod", points: 1 },
      ],
      owned: 2,
      uncertain: [],
      pendingCreations: [],
    });
  });

  test("shows what would remove or take over each, and runs nothing", async () => {
    const { options, controls, file } = await hostWithPoints();
    const before = await controls.points();
    const state = file("none.json");
    const { code, stdout, stderr } = await runCommand(["orphans", ...options, "--state", state]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Nothing below was run.");
    expect(stdout.match(/not run, in PowerShell on the host, to destroy it:/g)).toHaveLength(3);
    expect(stdout).toMatch(/-ClassName Msvm_VirtualSystemReferencePointService\n/);
    expect(stdout).toMatch(/-ClassName Msvm_CollectionReferencePointService\n/);
    expect(stdout.match(/^ {4}new (Vm|Collection)ReferencePoint\(/gm)).toHaveLength(3);
    expect(await controls.points()).toEqual(before);
    expect(await controls.collectionPoints()).toHaveLength(1);
  });

  test("shows a point that several resources own, of which the first to be deleted takes it from the others", async () => {
    const { options, sql01, file } = await hostWithPoints();
    const [one, two] = [resource(vmType, "sql01", sql01), resource(vmType, "copy", sql01)];
    const states = [file("one.json", one), file("two.json", two)];
    const { shown } = await orphans(options, ...states);
    expect(shown.shared).toMatchObject([
      { kind: "VmReferencePoint", point: { instanceId: sql01 }, urns: [one.urn, two.urn] },
    ]);
    const { stdout } = await runCommand(["orphans", ...options, "--state", ...states]);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      `owned by several resources: whichever is deleted first deletes it for all. Leave it to one, and take it from the others by pulumi state delete: ${one.urn} ${two.urn}`,
    );
  });

  test("lets members belong to their collection's point", async () => {
    const { options, sql01, web01, erp, file } = await hostWithPoints();
    const none = await orphans(options, file("none.json"));
    expect(none.found).toHaveLength(3);
    expect(none.orphans.find(({ kind }) => kind === "CollectionReferencePoint")?.point).toMatchObject({
      instanceId: erp,
      members: [{ virtualSystemName: "web01" }, { virtualSystemName: "sql01" }],
    });
    const rest = [resource(vmType, "sql01", sql01), resource(vmType, "web01", web01, { delete: true })];
    expect((await orphans(options, file("rest.json", ...rest))).found).toEqual([erp]);
  });

  test("names pending creations, and what they may have created is no orphan", async () => {
    const { options, sql01, erp, file } = await hostWithPoints();
    const pendingCreation = calledRecord({ targetId: ids.web01, targetName: "web01", existingIds: [] });
    const partial = resource(vmType, "web01", `pending:${ids.web01}:creation-1`, { outputs: { pendingCreation } });
    const state = file("state.json", resource(vmType, "sql01", sql01), partial);
    const { shown, found, uncertain } = await orphans(options, state);
    expect(found).toEqual([erp]);
    expect(uncertain).toHaveLength(1);
    expect(shown.pendingCreations).toMatchObject([{ urn: partial.urn, target: ids.web01 }]);
    const { stdout } = await runCommand(["orphans", ...options, "--state", state]);
    expect(stdout.replace(/\s+/g, " ")).toContain(`the creation of ${partial.urn} is pending. Run pulumi up`);
    expect(stdout.replace(/\s+/g, " ")).toContain("not counted as an orphan: it may be what a pending creation");
  });

  test("does not let an old note of Pulumi hide an orphan, and tells how to clear it", async () => {
    const { options, sql01, web01, erp, folder } = await hostWithPoints();
    const state = JSON.parse(stateOf(resource(vmType, "web01", web01), resource(groupType, "erp", erp)));
    const note = (name: string, vmName: string) => {
      return { type: "creating", resource: { ...resource(vmType, name, ""), inputs: { vmName } } };
    };
    const file = join(folder, "state.json");
    const orphansWith = async (...notes: object[]) => {
      writeFileSync(file, JSON.stringify({ ...state, deployment: { ...state.deployment, pending_operations: notes } }));
      const { stdout } = await runCommand(["orphans", ...options, "--state", file]);
      return { ...(await orphans(options, file)), text: stdout.replace(/\s+/g, " ") };
    };
    const old = await orphansWith(note("web01", "sql01"));
    expect(old).toMatchObject({
      found: [sql01],
      uncertain: [],
      shown: { outdatedNotes: [resource(vmType, "web01", "").urn] },
    });
    expect(old.text).toMatch(/has that resource\. .* clear the note: pulumi refresh --clear-pending-creates/);
    const fresh = await orphansWith(note("new", "sql01"));
    expect(fresh).toMatchObject({ found: [], uncertain: [sql01], shown: { outdatedNotes: [] } });
    expect(fresh.text).toMatch(/was cut off\. Run pulumi up .* stay hidden: pulumi refresh --clear-pending-creates/);
  });

  test("says who has looked a point up", async () => {
    const { options, sql01, file } = await hostWithPoints();
    const read = resource(vmType, "looked-up", sql01, { external: true });
    const { orphans: shown } = await orphans(options, file("read.json", read));
    expect(shown.find(({ point }) => point.instanceId === sql01)?.referencedBy).toEqual([read.urn]);
  });

  test("reads a state from standard input", async () => {
    const { options, sql01, web01, erp } = await hostWithPoints();
    const input = stateOf(resource(vmType, "a", sql01), resource(vmType, "b", web01), resource(groupType, "c", erp));
    const { code, stdout } = await runCommand(["orphans", ...options, "--state", "-"], { input });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^backup\/prod \(standard input\) owns 3 points$/m);
    expect(stdout).toMatch(/no\s+point is an orphan\.$/m);
  });

  test("offers no adoption of a point that has lost its RCT ids", async () => {
    const { options, controls, sql01, file } = await hostWithPoints();
    await controls.loseRctIds(sql01);
    const { orphans: shown } = await orphans(options, file("none.json"));
    expect(shown.find(({ point }) => point.instanceId === sql01)?.suggestedCommands).toMatchObject({
      destroy: [expect.any(String), expect.any(String), expect.any(String)],
      notAdoptable: expect.stringMatching(/ha(s|ve) no RCT id/),
    });
  });

  test("without rights is an error: nothing is an orphan because nothing can be seen", async () => {
    const { options, describe: change, file } = await hostWithPoints();
    change({ ...usualHost, rights: "none" });
    const { code, shown } = await runForJson(["orphans", ...options, "--state", file("none.json")]);
    expect(code).toBe(1);
    expect(shown.error).toMatchObject({ kind: "AccessDenied" });
  });
});
