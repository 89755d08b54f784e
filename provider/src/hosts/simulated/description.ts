import { visit } from "jsonc-parser";
import { z } from "zod";
import { CimError } from "../../cim/error";
import { parseJson } from "../../support/parse-json";
import { UserError } from "../../support/user-error";
import { faultSchema } from "./faults";
import { describeIssues, listOf, strict } from "./schema";
import { powerStateSchema } from "./world";

const guid = z.guid({ error: "expected a GUID, such as 3F2504E0-4F89-41D3-9A0C-0305E82C3301" }).toUpperCase();
const name = z.string().min(1);
const milliseconds = z.int().min(0);
const members = z.array(name).default([]);

const disk = strict({
  /** Path on the host: a .vhdx or .vhds can have resilient change tracking, a .vhd cannot. */
  path: name,
  /** InstanceID of the disk on the host. Default: derived from the virtual machine's id and the place of the disk. */
  id: name.optional(),
  sizeBytes: z.int().min(512).optional(),
});

const virtualMachine = strict({
  name,
  /** Default: derived from the name. */
  id: guid.optional(),
  /** Default: the first. The same id may be given once for each node, for a replica or a copy. */
  node: name.optional(),
  state: powerStateSchema.default("running"),
  /** A replica of Hyper-V Replica: same id, off, on another node. */
  replica: z.boolean().default(false),
  disks: z.array(z.union([name, disk], { error: 'expected a path or { "path", "id"?, "sizeBytes"? }' })).default([]),
  /** Names of disks of the host that the virtual machine has as they are, such as `PHYSICALDRIVE2`. */
  passThroughDisks: z.array(name).default([]),
  /** Resilient change tracking needs 6.2 or later. */
  configurationVersion: z
    .string()
    .regex(/^\d+\.\d+$/, 'expected a version such as "10.0"')
    .optional(),
  /** Without integration services in the guest, application-consistent points and snapshots fail. */
  integrationServices: z.boolean().default(true),
  /** IncrementalBackupEnabled of its settings. */
  incrementalBackupEnabled: z.boolean().default(false),
});

/** The JSON file in which a user describes a simulated Hyper-V host. */
export const descriptionSchema = strict({
  hostName: name.default("HV-SIMULATED"),
  /** The nodes of a failover cluster, in place of `hostName`. */
  nodes: z.array(name).min(1).optional(),
  /**
   * Windows Server version. 2025 returns no REF to what a job will create, writes InstanceIDs in another form, and gives no
   * RCT ids to points that are not converted; 2016 has no classes of point settings, and no GuestBackupType in those of snapshots.
   */
  version: z.enum(["2016", "2019", "2022", "2025"]).default("2022"),
  virtualMachines: z.array(virtualMachine).default([]),
  /** VM groups. Members are names or ids of virtual machines; a group shows those that are on its node. */
  groups: z.array(strict({ name, id: guid.optional(), node: name.optional(), members })).default([]),
  /** Groups of VM groups; one shows those that are on its node. */
  managementGroups: z.array(strict({ name, id: guid.optional(), node: name.optional(), members })).default([]),
  /** `none` is an unelevated caller: everything is empty, and nothing can be called. */
  rights: z.enum(["full", "none"]).default("full"),
  latency: strict({ callMilliseconds: milliseconds.default(0), jobMilliseconds: milliseconds.default(0) }).prefault({}),
  /** Whether methods start jobs or complete at once. */
  jobs: z.enum(["always", "never"]).default("always"),
  /** Whether points that are not converted from a recovery snapshot get RCT ids. Default: as reported of the version. */
  directRctIds: z.boolean().optional(),
  /**
   * Without the classes of point settings, which came with Windows 10 1703, calls that need them fail before they are sent.
   * Default: as documented of the version.
   */
  settingsClass: z.boolean().optional(),
  /** How long a virtual machine merges its disks after something was destroyed, and refuses operations. */
  mergeMilliseconds: milliseconds.default(0),
  faults: z.array(faultSchema).default([]),
});

/** A description with its defaults filled in. */
export type Description = z.output<typeof descriptionSchema>;
/** A description as a user writes it. */
export type HostDescription = z.input<typeof descriptionSchema>;

export function givesDirectRctIds({ directRctIds, version }: Description): boolean {
  return directRctIds ?? version !== "2025";
}

export function hasSettingsClass({ settingsClass, version }: Description): boolean {
  return settingsClass ?? version !== "2016";
}

/** Reads a description; `source` is what error messages call it: the file's path. */
export function parseDescription(text: string, source: string): Description {
  const value = parseJson(text);
  if (value === undefined) throw descriptionError(source, [`it is not JSON${placeOfJsonError(text)}`]);
  return checkDescription(value, source);
}

export function checkDescription(value: unknown, source: string): Description {
  const checked = descriptionSchema.safeParse(value);
  if (checked.success) return checked.data;
  throw descriptionError(source, describeIssues(checked.error));
}

export function descriptionError(source: string, problems: readonly string[]): CimError {
  const message = `the simulated host ${source} is not described correctly: ${listOf(problems)}`;
  return new CimError("Failed", message, { cause: new UserError("HVRP141", message) });
}

/** Where a text stops being JSON: the message of `JSON.parse` names the place only sometimes, and differs by version. */
function placeOfJsonError(text: string): string {
  const places: string[] = [];
  const onError = (_: number, offset: number, _length: number, line: number, column: number) => {
    const found = offset < text.trimEnd().length ? JSON.stringify(text.charAt(offset)) : "the end of the file";
    places.push(`: unexpected ${found} at line ${line + 1}, column ${column + 1}`);
  };
  try {
    visit(text, { onError }, { disallowComments: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ": it is nested too deeply";
  }
  return places[0] ?? "";
}
