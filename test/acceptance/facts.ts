import { textOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";
import { canonicalGuid } from "../../provider/src/hyperv/guid";

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
    ...(await namesOf(session)),
  ];
}

/** The names that prove which host has answered, as the services give them, and that of the host among its computer systems. */
async function namesOf(session: CimSession): Promise<string[]> {
  const instances = (await Promise.all(services.map((name) => session.query(name)))).flat();
  const names = new Set(instances.map(({ reference }) => reference.keys.SystemName || "(empty)"));
  const systems = await session.query("Msvm_ComputerSystem");
  const hosts = systems
    .map(({ properties }) => textOf(properties, "Name") ?? "(empty)")
    .filter((name) => canonicalGuid(name) === undefined);
  const [name = "", ...others] = [...names, ...hosts].map((each) => each.toLowerCase());
  const verdict = others.every((other) => other === name) ? "the same" : "NOT the same";
  return [
    `SystemName of the services: ${[...names].join(", ")}; hosting computer system: ${hosts.join(", ")}; ${verdict}`,
  ];
}
