/**
 * The command by which a user deletes recovery snapshots. A snapshot of one virtual machine has the GUID of its InstanceID;
 * that of a group is one of each of its virtual machines.
 */
export function deleteSnapshotsCommand(
  { vmIds, targetId }: { readonly vmIds: readonly string[]; readonly targetId: string },
  snapshotIds: readonly string[],
): string {
  const ids = snapshotIds.map((id) => `"${id.replace(/.*[:\\]/, "")}"`).join(", ");
  const only = vmIds.includes(targetId) ? ` | Where-Object Id -in ${ids}` : "";
  const vms = vmIds.map((id) => `"${id}"`).join(", ");
  return `${vms} | ForEach-Object { Get-VM -Id $_ } | Get-VMSnapshot -SnapshotType Recovery${only} | Remove-VMSnapshot`;
}
