import { CollectionReferencePoint, VmReferencePoint } from "hyperv-reference-points";

// One baseline for each of two virtual machines.
const sql01 = new VmReferencePoint("sql01", { vmName: "sql01" });
const web01 = new VmReferencePoint("web01", { vmName: "web01", consistencyLevel: "Crash" });

// One baseline of a VM group: its VMs are taken together.
const erp = new CollectionReferencePoint("erp", { collectionName: "erp" });

// What a program that reads the changed blocks needs: the RCT id of each disk. One flat output each, so that `pulumi up` shows which of them changes.
export const sql01RctIds = sql01.rctIds;
export const web01RctIds = web01.rctIds;
export const erpAppRctIds = erp.membersByName.apply((members) => members["erp-app"]?.rctIds);
export const erpDbRctIds = erp.membersByName.apply((members) => members["erp-db"]?.rctIds);
