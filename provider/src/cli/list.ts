import type { CimSession } from "../cim/session";
import { canonicalGuid } from "../hyperv/guid";
import { type FoundVmPoint, type Inventory, readInventory, virtualSystemsOf } from "../hyperv/inventory";
import type { CollectionPoint, Disk } from "../hyperv/reference-point";
import { printable } from "../support/printable";
import type { MissingVm, Subcommand } from "./subcommand";
import { count, type Page, wrap } from "./terminal";

export const list: Subcommand = {
  name: "list",
  description: "Show the reference points of the host.",

  addOptions(command) {
    command.option("--vm <name>", "only those of this virtual machine: its name, exactly, or its GUID");
  },

  async run({ session, host, page }, options) {
    const wanted = options.vm === undefined ? undefined : await systemsMeant(session, String(options.vm));
    const inventory = await readInventory(session, wanted?.ids);
    if (wanted?.missing !== undefined) {
      const { missing } = wanted;
      return { result: { ...inventory }, summary: "no such virtual machine", missing, exitCode: 0 };
    }
    if (page !== undefined) {
      const where = `${host}, host ${inventory.hostName}`;
      print(page, inventory, wanted === undefined ? where : `"${options.vm}" on ${where}`);
    }
    return { result: { ...inventory }, exitCode: 0 };
  },
};

/** Several virtual machines may share a name: all of them are meant. */
async function systemsMeant(
  session: CimSession,
  vm: string,
): Promise<{ readonly ids: readonly string[]; readonly missing?: MissingVm }> {
  const systems = await virtualSystemsOf(session);
  const guid = canonicalGuid(vm);
  // The points of a virtual machine that is no longer on the host may still be.
  if (guid !== undefined && !systems.some(({ name }) => name === vm)) return { ids: [guid] };
  const ids = systems.filter(({ name }) => name === vm).map(({ id }) => id);
  if (ids.length > 0) return { ids };
  const alike = systems.map(({ name }) => name).filter((name) => name.toLowerCase() === vm.toLowerCase());
  return { ids, missing: { name: vm, alike } };
}

function print(page: Page, { vmPoints, collectionPoints }: Inventory, where: string): void {
  const ofVms = count(vmPoints.length, "reference point of a virtual machine", "reference points of virtual machines");
  const ofGroups =
    collectionPoints.length === 0 ? "" : `, ${count(collectionPoints.length, "of a VM group", "of VM groups")}`;
  page.write(wrap(printable(`${where}: ${ofVms}${ofGroups}`), page.width, 2));
  for (const points of groups(vmPoints, ({ virtualSystemId }) => virtualSystemId)) printVm(page, points);
  for (const points of groups(collectionPoints, ({ virtualSystemCollectionId }) => virtualSystemCollectionId)) {
    printGroup(page, points);
  }
}

function printVm(page: Page, points: readonly FoundVmPoint[]): void {
  const [first] = points;
  if (first === undefined) return;
  page.write(`\n${heading(page, `VM ${first.virtualSystemName || "(no longer on the host)"}`, first.virtualSystemId)}`);
  for (const point of points) {
    page.write(`  point ${printable(point.instanceId)}`);
    const data = point.hasAssociatedData ? ", keeps data" : "";
    page.write(`    ${point.referencePointType}, ${point.consistencyLevel}${data}`);
    if (point.collectionPointId !== undefined) {
      page.write(`    member of the group's point ${printable(point.collectionPointId)}`);
    }
    for (const disk of point.disks) printDisk(page, disk);
  }
}

function printDisk(page: Page, { virtualDiskId, path, rctId }: Disk): void {
  page.write(`    disk ${printable(path ?? `${virtualDiskId} (detached or deleted since)`)}`);
  page.write(`      ${rctId === undefined ? "no RCT id" : `RCT id ${printable(rctId)}`}`);
}

function printGroup(page: Page, points: readonly CollectionPoint[]): void {
  const [first] = points;
  if (first === undefined) return;
  const name = `VM group ${first.virtualSystemCollectionName || "(no longer on the host)"}`;
  page.write(`\n${heading(page, name, first.virtualSystemCollectionId)}`);
  for (const point of points) {
    page.write(`  point ${printable(point.instanceId)}`);
    const log = point.hasAssociatedLog ? ", keeps a log" : "";
    page.write(`    ${point.referencePointType}, ${point.consistencyLevel}${log}`);
    const members = point.members.map(({ virtualSystemName, virtualSystemId }) => virtualSystemName || virtualSystemId);
    page.write(`    members: ${printable(members.join(", ")) || "none"}`);
  }
}

/** A line never begins with what a host has named: the logs of pipelines are read for commands. */
function heading(page: Page, name: string, id: string): string {
  return `${page.paint("bold", printable(name))}  ${page.paint("grey", printable(id))}`;
}

/** Points of one target stand together, because they come in the order of their targets. */
function groups<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const byKey = new Map<string, T[]>();
  for (const item of items) byKey.set(keyOf(item), [...(byKey.get(keyOf(item)) ?? []), item]);
  return [...byKey.values()];
}
