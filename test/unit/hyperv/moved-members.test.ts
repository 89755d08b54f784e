import { describe, expect, test } from "vitest";
import { warnOfMovedSnapshot } from "../../../provider/src/hyperv/moved-members";
import { testOperation, testShared } from "../../support/operation";
import { hostWith, instance, sqlId, vm, webId } from "./instances";

const groupId = "E4B00000-0000-4000-8000-000000000001";
const group = instance("Msvm_VirtualSystemCollection", { CollectionID: groupId });
const created = {
  hostName: "HV01",
  targetId: groupId,
  targetName: "erp",
  vmIds: [sqlId, webId],
  existingIds: [],
};

/** What is said of a snapshot of the group on a host that shows it with these virtual machines, and what is asked. */
async function warned({ of = created, withGroup = true, shown = [sqlId, webId], isCluster = true }) {
  const systems = shown.map((id) => vm(id, id));
  const { session, asked } = hostWith(withGroup ? [group, ...systems] : systems, { Msvm_ComputerSystem: systems });
  const everywhere = isCluster ? { requireEverywhere: async () => {} } : {};
  const shared = testShared({ ...session, ...everywhere });
  await warnOfMovedSnapshot(testOperation(shared), of);
  return { said: shared.said, asked };
}

describe("before a group's recovery snapshot goes", () => {
  test("each virtual machine that is not with its group any more is named, with a command for what it took along", async () => {
    const { said } = await warned({ shown: [sqlId] });
    expect(said).toEqual([
      expect.stringMatching(
        new RegExp(
          `virtual machine ${webId} is not on the node of the VM group "erp".*\\("${webId}" \\| ForEach-Object`,
        ),
      ),
    ]);
  });

  test("all are named where no node shows the group", async () => {
    const { said } = await warned({ withGroup: false });
    expect(said).toEqual([expect.stringContaining(`virtual machine ${sqlId}, ${webId} is not`)]);
  });

  test("nothing is said of a group that is whole", async () => {
    expect((await warned({})).said).toEqual([]);
  });

  test("one host is not asked: it has everything", async () => {
    expect(await warned({ isCluster: false, shown: [] })).toEqual({ said: [], asked: [] });
  });

  test("nothing is asked of a single virtual machine, which takes all of its snapshot along", async () => {
    const own = { ...created, targetId: sqlId, vmIds: [sqlId] };
    expect(await warned({ of: own, shown: [] })).toEqual({ said: [], asked: [] });
  });
});
