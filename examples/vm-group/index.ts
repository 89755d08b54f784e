import { CollectionReferencePoint } from "hyperv-reference-points";

// One baseline for the machines of the VM group, taken together, so that what is read from it fits together.
const erp = new CollectionReferencePoint("erp", { collectionName: "erp" });

// What a program needs that reads the changed blocks of one machine.
export const database = member("erp-db");
export const application = member("erp-app");

// The point of the group as a whole.
export const group = { instanceId: erp.instanceId, consistencyLevel: erp.consistencyLevel };

/** The point of one member. Hyper-V allows two machines of one name, so this asks for exactly one. */
function member(vmName: string) {
  return erp.members.apply((members) => {
    const [found, ...others] = members.filter(({ virtualSystemName }) => virtualSystemName === vmName);
    if (found !== undefined && others.length === 0) return found;
    const names = members.map(({ virtualSystemName }) => `"${virtualSystemName}"`).join(", ");
    throw new Error(`the group "erp" must have one machine named "${vmName}"; it has ${names}`);
  });
}
