import { describe, expect, test } from "vitest";
import { noneNamed } from "../../../provider/src/hyperv/not-found";
import { collection, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

const { hostName: _, ...same } = usualHost;
const cluster = { ...same, nodes: ["N1", "N2"] };
const unknownId = "0F0F0F0F-0000-4000-8000-000000000000";
const nowhere = "on the nodes N1, N2 of the cluster.";
const addNode = "if it is on a node that nodes does not name, name that too.";

describe("what a failover cluster does not have is missed on its nodes:", () => {
  test.each([
    [
      vm,
      { vmName: "nobody" },
      `vmName: there is no virtual machine named "nobody" ${nowhere} Compare with "Get-VM"; ${addNode}`,
    ],
    [
      vm,
      { vmName: "SQL01" },
      `vmName: there is no virtual machine named "SQL01" ${nowhere} There is "sql01": names are compared exactly, case included.`,
    ],
    [
      vm,
      { vmId: unknownId },
      `vmId: there is no virtual machine ${unknownId} ${nowhere} Compare with "Get-VM | Select-Object Name, Id"; ${addNode}`,
    ],
    [
      collection,
      { collectionName: "none" },
      `collectionName: there is no VM group named "none" ${nowhere} Compare with "Get-VMGroup".`,
    ],
    [
      collection,
      { collectionId: unknownId },
      `collectionId: there is no VM group ${unknownId} ${nowhere} Compare with "Get-VMGroup | Select-Object Name, InstanceId".`,
    ],
  ])("%#", async (definition, program, message) => {
    const { create } = lifecycleOn(cluster);
    await expect(create(definition, program)).rejects.toMatchObject({
      kind: "NotFound",
      message: `${message} (HVRP306)`,
    });
  });

  test("a point that is to be adopted", async () => {
    const { create } = lifecycleOn(cluster);
    await expect(create(vm, { vmName: "sql01", adopt: "X" })).rejects.toMatchObject({
      code: "HVRP106",
      message:
        "adopt: there is no reference point X on the nodes N1, N2 of the cluster. Nothing was created. (HVRP106)",
    });
  });

  test("a point that is looked up", async () => {
    const { read } = lifecycleOn(cluster);
    await expect(read(vm, { id: "X", outputs: {} })).rejects.toMatchObject({
      message: "there is no reference point X on the nodes N1, N2 of the cluster (HVRP106)",
    });
  });
});

test("names that differ in case stand for the advice, and steer no terminal", () => {
  const missing = { noun: "virtual machine", name: "sql01", where: "the host HV01", advice: "Compare." };
  expect(noneNamed({ ...missing, alike: ["SQL01", "Sql01\n"] })).toMatchObject({
    kind: "NotFound",
    code: "HVRP306",
    message:
      'there is no virtual machine named "sql01" on the host HV01. There is "SQL01" and "Sql01\\u000a": names are compared exactly, case included.',
  });
  expect(noneNamed({ ...missing, alike: [] }).message).toBe(
    'there is no virtual machine named "sql01" on the host HV01. Compare.',
  );
});
