import { CollectionReferencePoint, VmReferencePoint } from "hyperv-reference-points";

// One baseline for each of two virtual machines.
const sql01 = new VmReferencePoint("sql01", { vmName: "sql01" });
const web01 = new VmReferencePoint("web01", { vmName: "web01", consistencyLevel: "Crash" });

// One baseline of a VM group: its machines are taken together.
const erp = new CollectionReferencePoint("erp", { collectionName: "erp" });

// What a program that reads the changed blocks needs to know.
export const points = {
  sql01: { instanceId: sql01.instanceId, disks: sql01.disks },
  web01: { instanceId: web01.instanceId, disks: web01.disks },
  erp: { instanceId: erp.instanceId, members: erp.members },
};
