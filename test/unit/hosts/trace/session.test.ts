import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import { cim } from "../../../../provider/src/cim/value";
import { tracedSession } from "../../../../provider/src/hosts/trace/session";
import { readDiskChanges } from "../../../../provider/src/hyperv/disk-changes";
import { keepSecret } from "../../../../provider/src/support/secret-names";
import { fakeSession } from "../../../support/fake-session";
import { lifecycleOn, usualHost, vm } from "../../../support/lifecycle";
import { readTrace, replay } from "../../../support/replay";
import { temporaryFolder } from "../../../support/stand-in/open";
import { VirtualClock } from "../../../support/virtual-clock";

const clock = new VirtualClock();
const newFile = () => join(temporaryFolder(), "trace.jsonl");
const job = { className: "Msvm_ConcreteJob", keys: { InstanceID: "1" } };

describe("a trace", () => {
  test("has each request with its answer, and when it was made", async () => {
    const file = newFile();
    const found = { reference: job, properties: { PercentComplete: cim.uint16(40), Bytes: cim.uint64(2n ** 60n) } };
    const session = tracedSession(
      fakeSession({
        query: async () => [found],
        get: async () => undefined,
        associators: async () => [],
        invoke: async () => {
          clock.advance(250);
          throw new CimError("Failed", "no", { returnCode: 5, sent: "no", code: "HVRP301" });
        },
      }),
      { file, host: "HV01", secrets: [], clock },
    );
    const at = new Date(clock.now()).toISOString();
    await session.query("Msvm_ConcreteJob", { Name: "x" });
    await session.get(job);
    await session.associators(job, { resultClass: "A" });
    await expect(session.invoke(job, "GetErrorEx", { A: cim.uint8(1) })).rejects.toThrow("no");
    await session.close();

    const common = { trace: 1, at, pid: process.pid, host: "HV01" };
    const error = { kind: "Failed", code: "HVRP301", message: "no", returnCode: 5, sent: "no" };
    expect(readTrace(file)).toEqual([
      {
        ...common,
        milliseconds: 0,
        request: { call: "query", className: "Msvm_ConcreteJob", where: { Name: "x" } },
        answer: { instances: [found] },
      },
      { ...common, milliseconds: 0, request: { call: "get", reference: job }, answer: { instance: null } },
      {
        ...common,
        milliseconds: 0,
        request: { call: "associators", reference: job, filter: { resultClass: "A" } },
        answer: { instances: [] },
      },
      {
        ...common,
        milliseconds: 250,
        request: { call: "invoke", reference: job, method: "GetErrorEx", args: { A: cim.uint8(1) } },
        answer: { error: { ...error, permanent: false, busy: false, unsupported: false } },
      },
    ]);
  });

  test("never has a secret, wherever a host repeats it, and stays readable", async () => {
    const file = newFile();
    const answer = { reference: job, properties: { Said: cim.string('the password "e\\n" of hunter2-long') } };
    const session = tracedSession(
      fakeSession({
        query: async () => [answer],
        get: async () => {
          throw new CimError("AccessDenied", "hunter2 is wrong");
        },
      }),
      { file, host: "HV01", secrets: ["hunter2", "hunter2-long", "e\\n", ""], clock },
    );
    await session.query("A");
    await expect(session.get(job)).rejects.toThrow("hunter2 is wrong");
    const [first, second] = readTrace(file);
    expect(JSON.stringify(first?.answer)).toContain('the password \\"[secret]\\" of [secret]\\"'.slice(0, -2));
    expect(second?.answer).toMatchObject({ error: { message: "[secret] is wrong" } });
    expect(readFileSync(file, "utf8")).not.toContain("hunter2");
  });

  test("has no name that a program made a secret of, from when it is known on", async () => {
    const file = newFile();
    const session = tracedSession(fakeSession({ query: async () => [] }), { file, host: "HV01", secrets: [], clock });
    const ask = () => session.query("Msvm_ComputerSystem", { ElementName: "secret-machine" });
    await ask();
    keepSecret("secret-machine");
    await ask();
    await session.close();
    expect(readTrace(file).map(({ request }) => request)).toMatchObject([
      { where: { ElementName: "secret-machine" } },
      { where: { ElementName: "[secret]" } },
    ]);
  });

  test("is appended to, and for nobody else to read", async () => {
    const file = newFile();
    for (const name of ["first", "second"]) {
      const session = tracedSession(fakeSession({ query: async () => [] }), { file, host: "HV01", secrets: [], clock });
      await session.query(name);
      await session.close();
    }
    expect(readTrace(file).map(({ request }) => request)).toMatchObject([
      { className: "first" },
      { className: "second" },
    ]);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("that cannot be begun is an error, before the host is asked", () => {
    const file = join(temporaryFolder(), "missing", "trace.jsonl");
    expect(() => tracedSession(fakeSession({}), { file, host: "HV01", secrets: [], clock })).toThrow(
      expect.objectContaining({ code: "HVRP509", message: expect.stringContaining("the trace cannot be written") }),
    );
  });

  test.skipIf(!existsSync("/dev/full"))("that cannot be continued ends, and the command does not", async () => {
    const session = tracedSession(fakeSession({ query: async () => [] }), {
      file: "/dev/full",
      host: "HV01",
      secrets: [],
      clock,
    });
    expect(await session.query("A")).toEqual([]);
    expect(await session.query("A")).toEqual([]);
    await session.close();
  });
});

describe("a recorded trace", () => {
  test("is a host that answers the same commands in the same way", async () => {
    const file = newFile();
    const recorded = lifecycleOn({ ...usualHost, version: "2025", latency: { jobMilliseconds: 1_000 } });
    const traced = tracedSession(recorded.session, { file, host: "HV01", secrets: [], clock: recorded.clock });
    const made = await recorded.create(vm, { vmName: "sql01" }, recorded.startProcess(traced));
    await traced.close();

    const again = lifecycleOn();
    const session = replay(readTrace(file));
    const replayed = await again.create(vm, { vmName: "sql01" }, again.startProcess(session));
    expect(replayed.outputs).toEqual(made.outputs);
    expect(replayed.outputs).toMatchObject({ createdBy: "ConvertRecoverySnapshot" });
    expect(again.said.filter((text) => text.startsWith("note: "))).toEqual(
      recorded.said.filter((text) => text.startsWith("note: ")),
    );
    // What was not asked then is not answered.
    await expect(session.query("Msvm_ImageManagementService")).rejects.toThrow(/the trace has no answer to/);
  });

  test("keeps integers of 64 bits", async () => {
    const file = newFile();
    const { session, host, create } = lifecycleOn();
    const { outputs } = await create(vm, { vmName: "web01" });
    const [{ rctId, path }] = outputs.disks as [{ rctId: string; path: string }];
    await host.writeToDisk(path, 0, 4096);
    const traced = tracedSession(session, { file, host: "HV01", secrets: [], clock });
    const changes = await readDiskChanges(traced, { disk: path, rctId });
    expect(await readDiskChanges(replay(readTrace(file)), { disk: path, rctId })).toEqual(changes);
    expect(changes.ranges).toEqual([{ offset: 0n, length: 4096n }]);
  });
});
