import { describe, expect, test } from "vitest";
import type { HostDescription } from "../../../provider/src/hosts/simulated";
import { collection, lifecycleOn, type TestProcess, vm } from "../../support/lifecycle";
import { countingRequests } from "../../support/requests";

/*
 * How often the host is asked: every request is a round trip through PowerShell. The session is warm, the job is over at the
 * first look, and the point is created by CreateReferencePoint.
 */

const host: HostDescription = {
  virtualMachines: [
    { name: "sql01", disks: ["C:\\VMs\\sql01\\os.vhdx", "C:\\VMs\\sql01\\data.vhdx"] },
    ...["web01", "web02", "web03"].map((name) => ({ name, disks: [`C:\\VMs\\${name}.vhdx`] })),
  ],
  groups: [{ name: "web", members: ["web01", "web02", "web03"] }],
  latency: { jobMilliseconds: 0 },
};

type Definition = typeof vm;

/** The requests of one create, refresh and delete, each a command of its own, in a session that has created a point before. */
async function requestsOf(definition: Definition, program: Readonly<Record<string, string>>) {
  const { session, startProcess, create, delete: destroy, points } = lifecycleOn(host);
  const { counted, requests } = countingRequests(session);
  const command = async <T>(work: (process: TestProcess) => Promise<T>): Promise<[T, readonly string[]]> => {
    requests.splice(0);
    const process = startProcess(counted);
    const result = await work(process);
    await process.end();
    return [result, requests.splice(0)];
  };
  const [former] = await command((process) => create(definition, program, process));
  await destroy(definition, former);

  const [made, creating] = await command((process) => create(definition, program, process));
  const [found, reading] = await command((process) => process.provider(definition).read(made.id, made.outputs));
  const [, deleting] = await command((process) => process.provider(definition).delete(made.id, made.outputs));
  expect(found.id).toBe(made.id);
  expect(await points()).toEqual([]);
  return { creating, reading, deleting };
}

describe("requests to the host, for a virtual machine with two disks", () => {
  test("create: 8, refresh: 3, delete: 4", async () => {
    const requests = await requestsOf(vm, { vmName: "sql01" });
    expect(requests.creating.length, requests.creating.join("\n")).toBeLessThanOrEqual(8);
    expect(requests.reading.length, requests.reading.join("\n")).toBe(3);
    expect(requests.deleting.length, requests.deleting.join("\n")).toBeLessThanOrEqual(4);
  });
});

describe("requests to the host, for a group of three virtual machines with one disk each", () => {
  test("create: 11, delete: 8", async () => {
    const requests = await requestsOf(collection, { collectionName: "web" });
    expect(requests.creating.length, requests.creating.join("\n")).toBeLessThanOrEqual(11);
    expect(requests.deleting.length, requests.deleting.join("\n")).toBeLessThanOrEqual(8);
  });
});
