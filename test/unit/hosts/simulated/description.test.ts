import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSimulatedHost, type HostDescription } from "../../../../provider/src/hosts/simulated";
import { parseDescription } from "../../../../provider/src/hosts/simulated/description";
import { takeInventory } from "../../../../provider/src/hosts/simulated/inventory";

const inventoryOf = (text: string) => takeInventory(parseDescription(text, "host.json"), "host.json");
const described = (description: object) => inventoryOf(JSON.stringify(description));

describe("a description of a host", () => {
  test("may be empty", () => {
    expect(described({})).toMatchObject({
      description: { hostName: "HV-SIMULATED", version: "2022", rights: "full", jobs: "always" },
      virtualMachines: [],
      groups: [],
    });
  });

  test.each<[string, object]>([
    ["an unknown key", { ["x".repeat(20_000_000)]: 1 }],
    ["a GUID", { virtualMachines: [{ name: "sql01", id: "x".repeat(20_000_000) }] }],
    ["a member", { groups: [{ name: "erp", members: ["x".repeat(20_000_000)] }] }],
    ["a node", { virtualMachines: [{ name: "sql01", node: "x".repeat(20_000_000) }] }],
    ["a kind of fault", { faults: [{ happens: "x".repeat(20_000_000) }] }],
    ["a thousand machines without a name", { virtualMachines: Array(1_000).fill({}) }],
  ])("is refused in a few words when %s in it takes megabytes", { timeout: 30_000 }, (_, description) => {
    let message = "";
    try {
      described(description);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/is not described correctly/);
    expect(message.length).toBeLessThan(12_000);
  });

  test("names machines and leaves their ids to be derived, always the same ones, in upper case", () => {
    const [first] = described({ virtualMachines: [{ name: "sql01", disks: ["a.vhdx"] }] }).virtualMachines;
    const [again] = described({
      hostName: "other",
      virtualMachines: [{ name: "sql01", disks: ["a.vhdx"] }],
    }).virtualMachines;
    expect(first?.id).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(again).toEqual(first);
  });

  test("may give ids, in any case", () => {
    const [vm] = described({
      virtualMachines: [{ name: "sql01", id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" }],
    }).virtualMachines;
    expect(vm?.id).toBe("3F2504E0-4F89-41D3-9A0C-0305E82C3301");
  });

  test("tells machines of one name apart by their order", () => {
    const { virtualMachines } = described({ virtualMachines: [{ name: "twin" }, { name: "twin" }] });
    expect(new Set(virtualMachines.map(({ id }) => id)).size).toBe(2);
  });

  test("gives disks by path, or with their id and size", () => {
    const [vm] = described({
      virtualMachines: [{ name: "sql01", disks: ["a.vhdx", { path: "b.vhdx", id: "disk-b", sizeBytes: 1048576 }] }],
    }).virtualMachines;
    expect(vm?.disks).toEqual([
      {
        path: "a.vhdx",
        vmId: vm?.id,
        id: expect.stringMatching(/^Microsoft:.*\\0\\0\\L$/),
        sizeBytes: 64 * 2 ** 30,
      },
      { path: "b.vhdx", vmId: vm?.id, id: "disk-b", sizeBytes: 1048576 },
    ]);
  });

  test("puts machines into groups by name or id, and groups into management groups", () => {
    const id = "3F2504E0-4F89-41D3-9A0C-0305E82C3301";
    const { managementGroups } = described({
      virtualMachines: [{ name: "sql01", id }, { name: "app01" }],
      groups: [{ name: "erp", members: [id.toLowerCase(), "app01"] }],
      managementGroups: [{ name: "all", members: ["erp"] }],
    });
    expect(managementGroups[0]?.members[0]?.members.map(({ name }) => name)).toEqual(["sql01", "app01"]);
  });
});

describe("a mistake in a description is told with the file, the place and what is allowed:", () => {
  const vm = { name: "sql01", disks: ["a.vhdx"] };

  test.each<[string, object, string]>([
    [
      "an unknown key",
      { virtualMachine: [] },
      'there is no "virtualMachine" here; known are hostName, nodes, version, virtualMachines,',
    ],
    [
      "an unknown key further in",
      { virtualMachines: [{ ...vm, disk: "a.vhdx" }] },
      'virtualMachines[0]: there is no "disk" here; known are name, id, node, state, replica, disks, passThroughDisks,',
    ],
    ["a missing name", { virtualMachines: [{}] }, "virtualMachines[0].name: Invalid input: expected string"],
    ["an unknown version", { version: "2012" }, 'version: Invalid option: expected one of "2016"|"2019"|"2022"|"2025"'],
    ["an id that is no GUID", { virtualMachines: [{ name: "a", id: "7" }] }, "virtualMachines[0].id: expected a GUID"],
    [
      "a disk that is neither path nor disk",
      { virtualMachines: [{ name: "a", disks: [7] }] },
      'virtualMachines[0].disks[0]: expected a path or { "path", "id"?, "sizeBytes"? }',
    ],
    [
      "a mistake in a disk",
      { virtualMachines: [{ name: "a", disks: [{ path: "a.vhdx", size: 7 }] }] },
      'virtualMachines[0].disks[0]: there is no "size" here; known are path, id, sizeBytes',
    ],
    [
      "a member that is nobody",
      { virtualMachines: [vm], groups: [{ name: "erp", members: ["sql02"] }] },
      'groups[0].members[0]: no virtual machine is named "sql02" or has that id; there are "sql01"',
    ],
    [
      "a member that is two",
      { virtualMachines: [vm, { name: "sql01" }], groups: [{ name: "erp", members: ["sql01"] }] },
      'groups[0].members[0]: 2 are named "sql01"; name one by its id: ',
    ],
    [
      "an id that is given twice",
      {
        virtualMachines: [
          { name: "a", id: "3F2504E0-4F89-41D3-9A0C-0305E82C3301" },
          { name: "b", id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" },
        ],
      },
      "virtualMachines: the id 3F2504E0-4F89-41D3-9A0C-0305E82C3301 is given twice",
    ],
    [
      "an unknown fault",
      { faults: [{ happens: "fire" }] },
      'faults[0].happens: "happens" must be one of before, after,',
    ],
    [
      "a fault of a method that shall meet another call",
      { faults: [{ operation: "get", happens: "job-fails" }] },
      'faults[0].operation: Invalid input: expected "invoke"',
    ],
    [
      "several at once",
      { version: "1", jobs: "often" },
      'expected one of "2016"|"2019"|"2022"|"2025"; jobs: Invalid option',
    ],
  ])("%s", (_, description, message) => {
    expect(() => described(description)).toThrow(
      expect.objectContaining({ name: "CimError", kind: "Failed", message: expect.stringContaining(message) }),
    );
    expect(() => described(description)).toThrow("the simulated host host.json is not described correctly: ");
  });

  test.each([
    ['{\n  "hostName": "HV01",\n  "groups": [,]\n}', '"," at line 3, column 14'],
    ["", "the end of the file at line 1, column 1"],
    ['{"jobs": 1\n', "the end of the file at line 2, column 1"],
    ['{"jobs": 1,\n}', '"}" at line 2, column 1'],
    ['{\n  "jobs" 1\n}', '"1" at line 2, column 10'],
    ["{jobs: 1}", '"j" at line 1, column 2'],
    ['{"disk": "C:\\VMs"}', '"\\"" at line 1, column 10'],
    ["{} {}", '"{" at line 1, column 4'],
    ["// a comment\n{}", '"/" at line 1, column 1'],
  ])("broken JSON, by line and column: %j", (text, place) => {
    expect(() => inventoryOf(text)).toThrow(
      `the simulated host host.json is not described correctly: it is not JSON: unexpected ${place}`,
    );
  });

  test("JSON that is nested too deeply to be read", () => {
    expect(() => inventoryOf("[".repeat(1_000_000))).toThrow("it is not JSON: it is nested too deeply");
  });

  test("every text that is no JSON, with its place", () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", ",", "}", "]", '"', "x", "\\", "\n", "/**/"),
        (json, at, more) => {
          const text = json.slice(0, at % json.length) + more;
          fc.pre(!isJson(text));
          expect(() => inventoryOf(text)).toThrow(/it is not JSON: unexpected .+ at line \d+, column \d+$/s);
        },
      ),
    );
  });
});

test("a host in memory is checked like a file", () => {
  const wrong = { version: "2012" } as unknown as HostDescription;
  expect(() => createSimulatedHost({ description: wrong })).toThrow("version: Invalid option");
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
