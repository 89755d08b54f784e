import { textOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";

const services = [
  "Msvm_VirtualSystemReferencePointService",
  "Msvm_CollectionReferencePointService",
  "Msvm_VirtualSystemSnapshotService",
  "Msvm_CollectionSnapshotService",
];

/**
 * What a host says of itself, as far as the namespace of Hyper-V knows it. The configuration versions of its virtual machines
 * tell the version of Windows: 9.0 is Server 2019, 10.0 Server 2022, 12.0 Server 2025.
 */
export async function factsOf(session: CimSession): Promise<string[]> {
  const settings = await session.query("Msvm_VirtualSystemSettingData");
  const versions = new Set(settings.map(({ properties }) => textOf(properties, "Version") ?? "unknown"));
  const visible = await Promise.all(
    services.map(async (name) => `${name}: ${(await session.query(name)).length > 0 ? "visible" : "not visible"}`),
  );
  const groups = await session.query("Msvm_VirtualSystemCollection");
  return [
    `configuration versions of virtual machines: ${[...versions].sort().join(", ") || "none"}`,
    ...visible,
    `VM groups: ${groups.length}`,
  ];
}
