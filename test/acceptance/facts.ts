import { flagOf, textOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";
import type { CimInstance } from "../../provider/src/cim/value";
import { canonicalGuid } from "../../provider/src/hyperv/guid";
import { currentSettingsType } from "../../provider/src/hyperv/virtual-system";
import { describe } from "./findings";

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
  const settings = await session.query("Msvm_VirtualSystemSettingData", { VirtualSystemType: currentSettingsType });
  const versions = new Set(settings.map(({ properties }) => textOf(properties, "Version") ?? "unknown"));
  const incremental = settings.filter(({ properties }) => flagOf(properties, "IncrementalBackupEnabled") === true);
  const visible = await Promise.all(services.map((name) => countOf(session, name, "visible")));
  return [
    `configuration versions of virtual machines: ${[...versions].sort().join(", ") || "none"}`,
    `IncrementalBackupEnabled: of ${incremental.length} of ${settings.length} virtual machines`,
    ...visible,
    await countOf(session, "Msvm_VirtualSystemCollection"),
    await countOf(session, "Msvm_SnapshotCollection"),
    ...(await namesOf(session)),
  ];
}

/** An older host lacks some of the classes. */
async function countOf(session: CimSession, className: string, word?: string): Promise<string> {
  const found = await instancesOf(session, className);
  if (typeof found === "string") return `${className}: ${found}`;
  if (word !== undefined) return `${className}: ${found.length > 0 ? word : `not ${word}`}`;
  return `${className}: ${found.length}`;
}

function instancesOf(session: CimSession, className: string): Promise<CimInstance[] | string> {
  return session.query(className).catch(describe);
}

/** The names that prove which host has answered, as the services give them, and that of the host among its computer systems. */
async function namesOf(session: CimSession): Promise<string[]> {
  const found = await Promise.all(services.map((name) => instancesOf(session, name)));
  const instances = found.flatMap((one) => (typeof one === "string" ? [] : one));
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
