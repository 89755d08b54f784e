import { describe, expect, test } from "vitest";
import type { HostDescription } from "../../../../provider/src/hosts/simulated";
import { createSimulatedHost } from "../../../../provider/src/hosts/simulated";
import { seededRandom, VirtualClock } from "../../../support/virtual-clock";
import { actionsOf } from "./a-host";

/* Names are a user's: one that every object has anyway is a name like others, and changes no object of this program. */

const names = ["__proto__", "constructor", "hasOwnProperty"];

const machines: HostDescription = {
  virtualMachines: [{ name: "other", disks: ["C:\\VMs\\a.vhdx"] }],
};

function open(description: HostDescription, node?: string) {
  const host = createSimulatedHost({ description, clock: new VirtualClock(), random: seededRandom(1) });
  return { ...actionsOf(host.session(node)), controls: host.controls };
}

const withMachine = (name: string) =>
  open({ virtualMachines: [{ name, disks: [name, "C:\\VMs\\a.vhdx"] }], groups: [{ name, members: [name] }] });
const withNode = (name: string) => open({ ...machines, nodes: [name, "another"] }, name);

describe.each(names)("a node, a virtual machine, a group and a disk called %s", (name) => {
  test("keep what happens to them", async () => {
    const { createPoint, createCollectionPoint, controls } = withMachine(name);
    for (let written = 0; written < 2; written += 1) await controls.writeToDisk(name, 0, 512);
    await createPoint(name, { type: 0 });
    await createCollectionPoint(name, { type: 1 });
    expect(await controls.points()).toHaveLength(2);
    const node = withNode(name);
    await node.createPoint("other");
    await node.controls.renameHost("renamed", name);
    expect(await node.controls.points()).toHaveLength(1);
    await expect(node.controls.stopNode("renamed")).resolves.toBeUndefined();
  });

  test("change no object of this program", async () => {
    const before = Reflect.ownKeys(Object.prototype);
    const { controls } = withMachine(name);
    await controls.writeToDisk(name, 0, 512);
    await controls.addForeignPoint(name, { type: "Log" });
    const node = withNode(name);
    await node.controls.renameHost("renamed", name);
    await node.controls.addForeignPoint("other");
    expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    expect(Object.keys(Object)).toEqual([]);
  });
});
