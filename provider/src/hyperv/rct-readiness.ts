import { flagOf, textOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import type { CimInstance } from "../cim/value";
import { quotedHostText } from "../support/printable";
import { canonicalGuid } from "./guid";
import { virtualSystemsOf } from "./inventory";
import { currentSettingsType, isHardDisk, readDiskPaths, type VirtualSystem } from "./virtual-system";
import { vmPointClass } from "./vm-points";

/** What decides whether a virtual machine can have good RCT points. */
export interface Readiness extends Pick<VirtualSystem, "id" | "name"> {
  /** Version of Msvm_VirtualSystemSettingData, `10.0`; absent when the host does not say. */
  readonly configurationVersion?: string;
  /** Paths of its virtual hard disks. */
  readonly disks: readonly string[];
  /**
   * IncrementalBackupEnabled of Msvm_VirtualSystemSettingData, which some backup programs set; what RCT makes of it is not
   * known. Absent when the host does not say.
   */
  readonly incrementalBackupEnabled?: boolean;
  /** How many reference points it has, members of collections' points among them. */
  readonly points: number;
}

/** Reads the readiness of every virtual machine of the host. */
export async function readinessOf(session: CimSession): Promise<Readiness[]> {
  const [systems, settings, points] = await Promise.all([
    virtualSystemsOf(session),
    session.query("Msvm_VirtualSystemSettingData", { VirtualSystemType: currentSettingsType }),
    session.query(vmPointClass),
  ]);
  return Promise.all(
    systems.map(async ({ id, name }) => {
      const own = settings.find((candidate) => systemIdOf(candidate) === id);
      const properties = own?.properties ?? {};
      const configurationVersion = textOf(properties, "Version");
      const incrementalBackupEnabled = flagOf(properties, "IncrementalBackupEnabled");
      return {
        id,
        name,
        ...(configurationVersion === undefined ? {} : { configurationVersion }),
        ...(incrementalBackupEnabled === undefined ? {} : { incrementalBackupEnabled }),
        disks: own === undefined ? [] : await disksOf(session, own),
        points: points.filter((point) => systemIdOf(point) === id).length,
      };
    }),
  );
}

async function disksOf(session: CimSession, settings: CimInstance): Promise<string[]> {
  const paths = await readDiskPaths(session, settings);
  return [...paths.values()].filter(isHardDisk).sort();
}

function systemIdOf({ properties }: CimInstance): string {
  return canonicalGuid(textOf(properties, "VirtualSystemIdentifier") ?? "") ?? "";
}

/** Resilient change tracking came with this configuration version. */
const firstVersionWithRct: Version = [6, 2];

/** More make a virtual machine slow to start, as operators of backup programs report. */
export const manyPoints = 30;

/** What a creation reports of a virtual machine that has so many. */
export function manyPointsWarning(name: string, count: number): string {
  return (
    `${quotedHostText(name)} has ${count} reference points; more than about ${manyPoints} make a virtual machine slow to start: delete those that ` +
    "nothing reads from any more"
  );
}

/** A thing about a virtual machine that a user should know, and what can be done about it. */
export interface Shortcoming {
  readonly text: string;
  readonly advice: string;
}

export function shortcomingsOf({ configurationVersion, disks, points }: Readiness): Shortcoming[] {
  const found: Shortcoming[] = [];
  if (configurationVersion === undefined) {
    found.push({
      text: "its configuration version cannot be seen",
      advice: "RCT needs 6.2 or later: compare with Get-VM | Select-Object Name, Version.",
    });
  } else if (compare(parseVersion(configurationVersion), firstVersionWithRct) < 0) {
    found.push({
      text: `its configuration version is ${configurationVersion}, and RCT needs 6.2 or later`,
      advice: "Shut it down and upgrade it (Update-VMVersion). It cannot go back to an older host after that.",
    });
  }
  // A VHD Set is for disks that virtual machines share: to convert it would end that.
  const others = disks.filter((path) => !/\.(?:a?vhdx|vhds)$/i.test(path));
  if (others.length > 0) {
    found.push({
      text: `RCT needs VHDX disks, and these are not: ${others.join(", ")}`,
      advice: "Convert them (Convert-VHD) while the virtual machine is off.",
    });
  }
  if (disks.length === 0) {
    found.push({
      text: "it has no virtual hard disk, so its points have no RCT ids",
      advice: "Attach a VHDX disk, or take no points of it.",
    });
  }
  if (points > manyPoints) {
    found.push({
      text: `it has ${points} reference points, and more than about ${manyPoints} make it slow to start`,
      advice: "Destroy those that nothing reads from any more; the command orphans shows those that no stack owns.",
    });
  }
  return found;
}

type Version = readonly [major: number, minor: number];

function parseVersion(text: string): Version {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  return [major, minor];
}

function compare([major, minor]: Version, [otherMajor, otherMinor]: Version): number {
  return major - otherMajor || minor - otherMinor;
}

/** The configuration versions that servers brought; a host runs its own and older ones. */
const servers: readonly { readonly version: Version; readonly name: string }[] = [
  { version: [12, 0], name: "Windows Server 2025" },
  { version: [10, 0], name: "Windows Server 2022" },
  { version: [9, 0], name: "Windows Server 2019" },
  { version: [8, 0], name: "Windows Server 2016" },
];

/** The oldest Windows Server that can run virtual machines of the newest of these configuration versions, if they tell. */
export function oldestHostFor(
  vms: readonly Pick<Readiness, "configurationVersion">[],
): { readonly configurationVersion: string; readonly host: string } | undefined {
  const versions = vms.flatMap(({ configurationVersion }) => configurationVersion ?? []);
  const [newest] = versions.sort((a, b) => compare(parseVersion(b), parseVersion(a)));
  if (newest === undefined) return undefined;
  const server = servers.find(({ version }) => compare(parseVersion(newest), version) >= 0);
  return server === undefined ? undefined : { configurationVersion: newest, host: server.name };
}
