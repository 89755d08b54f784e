import { CollectionReferencePoint } from "hyperv-reference-points";

// One baseline for the VMs of the VM group, taken together, so that what is read from it fits together.
const erp = new CollectionReferencePoint("erp", { collectionName: "erp" });

// The point of the group as a whole.
export const groupPoint = erp.instanceId;

// What a program needs that reads the changed blocks of one VM: the RCT id of each of its disks.
export const databaseRctIds = rctIdsOf("erp-db");
export const applicationRctIds = rctIdsOf("erp-app");

function rctIdsOf(vmName: string) {
  return erp.membersByName.apply((members) => {
    const member = members[vmName];
    if (member !== undefined) return member.rctIds;
    // Virtual machines that share a name are listed by their GUIDs.
    throw new Error(
      `the group "erp" must have one virtual machine named "${vmName}"; it has ${Object.keys(members).join(", ")}`,
    );
  });
}
