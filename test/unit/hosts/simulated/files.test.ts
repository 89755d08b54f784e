import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type HostDescription,
  type HostFiles,
  openSimulatedControls,
  openSimulatedHost,
} from "../../../../provider/src/hosts/simulated";
import { StateFile } from "../../../../provider/src/hosts/simulated/state-file";
import { stateOf } from "../../../../provider/src/hosts/simulated/world";
import { VirtualClock } from "../../../support/virtual-clock";
import { actionsOf, resultOf, usual } from "./a-host";

let folder: string;
let descriptionFile: string;
const stateFile = () => join(folder, "host.state.json");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulated-host-"));
  descriptionFile = join(folder, "host.json");
  describeHost({});
});
afterEach(() => rmSync(folder, { recursive: true }));

function describeHost(changes: HostDescription): void {
  writeFileSync(descriptionFile, JSON.stringify({ ...usual, ...changes }));
}

function open(files: Partial<HostFiles> = {}) {
  const session = openSimulatedHost({ descriptionFile, ...files });
  return { session, ...actionsOf(session) };
}

describe("the state file", () => {
  test("lies beside the description, unless it is named; its folder is made", async () => {
    await open().createPoint("sql01");
    expect(existsSync(stateFile())).toBe(true);
    const elsewhere = join(folder, "deep", "down", "state.json");
    await open({ stateFile: elsewhere }).createPoint("sql01");
    expect(existsSync(elsewhere)).toBe(true);
  });

  test("keeps what happened for the next process", async () => {
    const created = await open().createPoint("sql01");
    const { points } = open();
    expect((await points()).map(({ reference }) => reference)).toEqual([resultOf(created, "ResultingReferencePoint")]);
  });

  test("is seen by others at once, and theirs here", async () => {
    const [one, other] = [open(), open()];
    for (const count of [1, 2, 3]) {
      await one.createPoint("sql01");
      expect(await other.points()).toHaveLength(2 * count - 1);
      await other.createPoint("app01");
      expect(await one.points()).toHaveLength(2 * count);
    }
  });

  test("is not written when nothing was changed", async () => {
    const { createPoint, points, session } = open();
    await points();
    expect(existsSync(stateFile())).toBe(false);
    await createPoint("sql01");
    const before = readFileSync(stateFile(), "utf8");
    await points();
    await createPoint("sql01", { type: 7 });
    await session.query("Msvm_ConcreteJob");
    expect(readFileSync(stateFile(), "utf8")).toBe(before);
  });

  test("keeps the one change of calls that come together, whichever of them it is", async () => {
    const { createPoint } = open();
    for (const types of [
      [1, 7],
      [7, 1],
    ]) {
      rmSync(stateFile(), { force: true });
      await Promise.all(types.map((type) => createPoint("sql01", { type })));
      expect(await open().points()).toHaveLength(1);
    }
  });

  test("is written once for calls that come together", async () => {
    const { createPoint, points } = open();
    await Promise.all(Array.from({ length: 20 }, () => createPoint("sql01")));
    expect(await points()).toHaveLength(20);
    const { revision } = JSON.parse(readFileSync(stateFile(), "utf8"));
    expect(Number(revision.split(".").at(-1))).toBeLessThan(20);
  });

  test("may be removed to begin with a host to which nothing has happened", async () => {
    const { createPoint, points } = open();
    await createPoint("sql01");
    rmSync(stateFile());
    expect(await points()).toEqual([]);
    await createPoint("sql01");
    expect(await points()).toHaveLength(1);
  });

  test("leaves nothing beside it", async () => {
    const { createPoint, session } = open();
    await Promise.all([createPoint("sql01"), createPoint("app01")]);
    await session.close();
    expect(readdirSync(folder).sort()).toEqual(["host.json", "host.state.json"]);
  });

  test.each([
    ["broken", "{", "expected object"],
    ["something else", '{"name":"package"}', "format: "],
    ["of another version", '{"format":"simulated Hyper-V host","version":2,"revision":"1"}', "version: "],
    [
      "damaged",
      '{"format":"simulated Hyper-V host","version":1,"revision":"1","state":{"nodes":{"host":{"points":[{"id":7}]}}}}',
      "state.nodes.host.points[0].id: ",
    ],
  ])("is never reset when it is %s", async (_, content, problem) => {
    writeFileSync(stateFile(), content);
    const { createPoint, points } = open();
    const error = {
      kind: "Failed",
      message: expect.stringMatching(
        /host\.state\.json is not the state of a simulated host of this version .*move it elsewhere/,
      ),
    };
    await expect(points()).rejects.toMatchObject(error);
    await expect(points()).rejects.toThrow(problem);
    await expect(createPoint("sql01")).rejects.toMatchObject(error);
    expect(readFileSync(stateFile(), "utf8")).toBe(content);
  });

  test("that cannot be written is an error of the call that changes something", async () => {
    const { createPoint, points } = open({ stateFile: folder });
    await expect(points()).rejects.toMatchObject({ kind: "Failed", message: expect.stringContaining(folder) });
    await expect(createPoint("sql01")).rejects.toMatchObject({ kind: "Failed" });
  });
});

describe("a process that was held up while it had the lock", () => {
  test("does not write over what others wrote meanwhile, and makes its change again", async () => {
    await open().createPoint("sql01");
    const before = readFileSync(stateFile(), "utf8");
    const file = new StateFile(stateFile());
    stateOf(file.read(), "host").points = [];
    expect(file.write(() => false)).toBe(false);
    expect(readFileSync(stateFile(), "utf8")).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(["host.json", "host.state.json"]);

    const { createPoint, points } = open();
    const lateOnce = vi.spyOn(StateFile.prototype, "write").mockImplementationOnce(() => false);
    await createPoint("app01");
    expect(lateOnce).toHaveBeenCalledTimes(2);
    expect(await points()).toHaveLength(2);
  });
});

describe("the description file", () => {
  test("is read again when it changes", async () => {
    const { vm, session } = open();
    await vm("sql01");
    describeHost({ virtualMachines: [{ name: "new01" }], groups: [], managementGroups: [] });
    await vm("new01");
    expect(await session.query("Msvm_ComputerSystem", { ElementName: "sql01" })).toEqual([]);
  });

  test("takes the points of a machine with it for good, when it takes the machine away", async () => {
    const { createPoint, points } = open();
    await createPoint("web01");
    describeHost({ virtualMachines: [], groups: [], managementGroups: [] });
    expect(await points()).toEqual([]);
    describeHost({});
    expect(await open().points()).toEqual([]);
  });

  test("is shown as text where it is missing", async () => {
    const session = openSimulatedHost({ descriptionFile: "no\u001b.json" });
    await expect(session.query("Msvm_ComputerSystem")).rejects.toMatchObject({
      message: "the simulated host is described by no\\u001b.json, but there is no such file",
    });
  });

  test("that is missing or wrong is an error of each call, until it is mended", async () => {
    rmSync(descriptionFile);
    const { points } = open();
    await expect(points()).rejects.toThrow(`is described by ${descriptionFile}, but there is no such file`);
    writeFileSync(descriptionFile, "{");
    await expect(points()).rejects.toThrow(`${descriptionFile} is not described correctly: it is not JSON`);
    describeHost({});
    expect(await points()).toEqual([]);
  });
});

test("faults are counted across sessions", async () => {
  describeHost({ faults: [{ operation: "query", happens: "before", error: "Unavailable", skip: 1 }] });
  const ask = () => open().session.query("Msvm_ComputerSystem");
  await ask();
  await expect(ask()).rejects.toThrow("simulated fault");
  await ask();
});

test("controls act on the files", async () => {
  const controls = openSimulatedControls({ descriptionFile });
  const id = await controls.addForeignPoint("sql01");
  expect((await open().points()).map(({ reference }) => reference.keys.InstanceID)).toEqual([id]);
});

test("jobs go on while no process looks", async () => {
  describeHost({ latency: { jobMilliseconds: 60_000 } });
  const clock = new VirtualClock();
  const created = await open({ clock }).createPoint("sql01");
  clock.advance(59_999);
  expect(await open({ clock }).points()).toEqual([]);
  clock.advance(1);
  const later = open({ clock });
  expect(await later.points()).toHaveLength(1);
  expect(await later.jobState(created)).toBe(7);
});

test("what happens by itself is the same to every process that sees it happen", async () => {
  describeHost({ faults: [{ happens: "late", method: "CreateReferencePoint", milliseconds: 60_000 }] });
  const clock = new VirtualClock();
  const [one, other] = [open({ clock }), open({ clock })];
  await expect(one.createPoint("sql01")).rejects.toThrow();
  expect(await other.points()).toEqual([]);
  clock.advance(60_000);
  const seen = await one.points();
  expect(seen).toHaveLength(1);
  expect(await other.points()).toEqual(seen);
  await other.createPoint("app01");
  expect((await one.points())[0]).toEqual(seen[0]);
});

describe("a lock that a killed process left", () => {
  const leave = (ageInSeconds: number) => {
    const lock = `${stateFile()}.lock`;
    const then = new Date(Date.now() - ageInSeconds * 1_000);
    mkdirSync(lock);
    utimesSync(lock, then, then);
    writeFileSync(`${stateFile()}.1.2.3.tmp`, '{"format":');
  };

  test("is taken over, and what lies half-written is cleared away", async () => {
    leave(60);
    await open().createPoint("sql01");
    expect(readdirSync(folder).sort()).toEqual(["host.json", "host.state.json"]);
  });

  test("is taken over by one of many", async () => {
    leave(60);
    await Promise.all(Array.from({ length: 10 }, () => open().createPoint("sql01")));
    expect(await open().points()).toHaveLength(10);
  });

  test("does not hinder those who only look", async () => {
    leave(0);
    expect(await open().points()).toEqual([]);
  });
});
