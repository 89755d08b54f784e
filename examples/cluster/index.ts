import { VmReferencePoint } from "hyperv-reference-points";

// Which node has a virtual machine is nothing that a program says: it is another one each week.
const vms = ["sql01", "web01"];

export const points = Object.fromEntries(
  vms.map((vmName) => [vmName, new VmReferencePoint(vmName, { vmName }).rctIds]),
);
