import { describe, expect, test } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import { lifecycleOn, overriding, type Resource, usualHost, vm } from "../../support/lifecycle";

/* The process dies at every call of a creation that takes both methods. The next `pulumi up` finishes it: one point, no snapshot. */

const program = { vmName: "sql01" };

/** A session whose process dies at one call: before the host has it, or with the host having carried it out. */
function mortal(session: CimSession, atCall: number, received: boolean, die: (call: string) => void): CimSession {
  let calls = 0;
  const call = async <T>(what: string, make: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls < atCall) return make();
    if (calls === atCall && received) await make().catch(() => undefined);
    die(what);
    return new Promise(() => undefined);
  };
  return overriding(session, {
    query: (className, where) => call("query", () => session.query(className, where)),
    get: (reference) => call("get", () => session.get(reference)),
    associators: (reference, filter) => call("associators", () => session.associators(reference, filter)),
    invoke: (reference, method, args) => call(method, () => session.invoke(reference, method, args)),
  });
}

/** Creates in a process that dies at that call. Answers what it was; `undefined` when the creation has fewer. */
async function dieAt(atCall: number, received: boolean, lifecycle: ReturnType<typeof lifecycleOn>) {
  const { session, startProcess, create } = lifecycle;
  return new Promise<string | undefined>((died, failed) => {
    const broken = mortal(session, atCall, received, (call) => {
      process.kill();
      died(call);
    });
    const process = startProcess(broken);
    create(vm, program, process).then(() => died(undefined), failed);
  });
}

describe.each(["2016", "2025"] as const)(
  "an Automatic creation on Windows Server %s",
  { timeout: 60_000 },
  (version) => {
    test.each([
      ["before the host has received it", false],
      ["after the host has carried it out", true],
    ])("may be interrupted at each of its calls, %s", async (_, received) => {
      const lengths: string[] = [];
      for (let atCall = 1; ; atCall += 1) {
        const lifecycle = lifecycleOn({ ...usualHost, version, latency: { jobMilliseconds: 200 } });
        const call = await dieAt(atCall, received, lifecycle);
        if (call === undefined) break;
        const end = await endOf(lifecycle);
        // The answer of a method is lost, and nothing else: then what appeared is not known to be ours, and nobody may delete it.
        const mayAsk = received && ["CreateReferencePoint", "CreateSnapshot", "ConvertToReferencePoint"].includes(call);
        expect(mayAsk ? ["created", "inferred", "asked"] : ["created"], `call ${atCall}: ${call}`).toContain(end);
        lengths.push(call);
      }
      const methods = lengths.filter((call) => call !== "query" && call !== "get" && call !== "associators");
      expect(methods).toEqual(
        version === "2016"
          ? ["CreateReferencePoint", "CreateSnapshot", "ConvertToReferencePoint"]
          : ["CreateReferencePoint", "DestroyReferencePoint", "CreateSnapshot", "ConvertToReferencePoint"],
      );
    });
  },
);

/** What the next commands make of it. */
async function endOf(lifecycle: ReturnType<typeof lifecycleOn>): Promise<"created" | "inferred" | "asked"> {
  const { create, update, delete: destroy, points, host } = lifecycle;
  const made = await create(vm, program);
  if (made.failure !== undefined) {
    expect(made.failure).toContain("did not confirm that this call created it");
    // One thing was created, and it is there: as a point, or as a snapshot.
    expect([...(await points()), ...(await host.snapshots())]).toHaveLength(1);
    expect((await answered(lifecycle, made)).failure).toBeUndefined();
    return "asked";
  }
  expect(await points()).toEqual([made.id]);
  expect(await host.snapshots()).toEqual([]);
  expect(JSON.stringify(made.outputs.disks)).toContain("rctId");
  if (made.outputs.__evidence === "inferred") return "inferred";
  expect((await update(vm, made)).failure).toBeUndefined();
  await destroy(vm, made);
  expect(await points()).toEqual([]);
  return "created";
}

/** The user deletes what nothing proves to be another's, and runs the command again. */
async function answered({ update, host, points }: ReturnType<typeof lifecycleOn>, pending: Resource) {
  for (const { reference } of await host.snapshots()) await host.removeSnapshot(reference.keys.InstanceID ?? "");
  for (const { reference } of await host.points()) await host.removePoint(reference.keys.InstanceID ?? "");
  const made = await update(vm, pending);
  expect(await points()).toEqual([made.outputs.instanceId]);
  expect(await host.snapshots()).toEqual([]);
  return made;
}
