import type { ReferencePointDisk, ReferencePointMember } from "./reference-point";

/** RCT ids by the path of the disk. */
export type RctIds = Record<string, string>;

/** The point of one virtual machine in the point of a VM group, with its RCT ids at hand. */
export interface ReferencePointMemberWithRctIds extends ReferencePointMember {
  /** The RCT ids of its disks by path. */
  rctIds: RctIds;
}

/** A disk that has been detached has no path any more, and one that has lost its RCT id is of no use: neither is in it. */
export function rctIdsOf(disks: readonly ReferencePointDisk[] = []): RctIds {
  return Object.fromEntries(
    disks.flatMap(({ path, rctId }) => (path === undefined || rctId === undefined ? [] : [[path, rctId]])),
  );
}

/** By display name; by GUID where virtual machines share a name, or where the host no longer shows one. */
export function membersByName(
  members: readonly ReferencePointMember[] = [],
): Record<string, ReferencePointMemberWithRctIds> {
  const isAmbiguous = (name: string) => members.filter((member) => member.virtualSystemName === name).length > 1;
  return Object.fromEntries(
    members.map((member) => {
      const { virtualSystemName: name, virtualSystemId, disks } = member;
      return [name === "" || isAmbiguous(name) ? virtualSystemId : name, { ...member, rctIds: rctIdsOf(disks) }];
    }),
  );
}
