/**
 * The command by which a user deletes recovery snapshots. A snapshot of one virtual machine has the GUID of its InstanceID;
 * that of a group is one of each of its virtual machines.
 */
export function deleteSnapshotsCommand(
  { machineIds, targetId }: { readonly machineIds: readonly string[]; readonly targetId: string },
  snapshotIds: readonly string[],
): string {
  const ids = snapshotIds.map((id) => `"${id.replace(/^.*[:\\]/, "")}"`).join(", ");
  const only = machineIds.includes(targetId) ? ` | Where-Object Id -in ${ids}` : "";
  const machines = machineIds.map((id) => `"${id}"`).join(", ");
  return `${machines} | ForEach-Object { Get-VM -Id $_ } | Get-VMSnapshot -SnapshotType Recovery${only} | Remove-VMSnapshot`;
}
