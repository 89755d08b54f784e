import { expect, test } from "vitest";
import { deleteSnapshotsCommand } from "../../../provider/src/hyperv/cmdlets";
import { sqlId, webId } from "./instances";

test("the command that deletes recovery snapshots of a virtual machine names those, and no others", () => {
  expect(deleteSnapshotsCommand({ vmIds: [sqlId], targetId: sqlId }, [`Microsoft:${webId}`, "C:\\snapshots\\S2"])).toBe(
    `"${sqlId}" | ForEach-Object { Get-VM -Id $_ } | Get-VMSnapshot -SnapshotType Recovery | Where-Object Id -in "${webId}", "S2" | ` +
      "Remove-VMSnapshot",
  );
});

test("the one of a group goes to each of its virtual machines: a snapshot of each has an id of its own", () => {
  expect(deleteSnapshotsCommand({ vmIds: [sqlId, webId], targetId: "erp" }, ["S"])).toBe(
    `"${sqlId}", "${webId}" | ForEach-Object { Get-VM -Id $_ } | Get-VMSnapshot -SnapshotType Recovery | Remove-VMSnapshot`,
  );
});
