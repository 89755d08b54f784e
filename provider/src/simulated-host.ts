import { openSimulatedControls } from "./hosts/simulated";

/** The files of a simulated host. */
export interface SimulatedHostFiles {
  /** The JSON file that describes the host; relative to the current folder. An error of the calls when there is none. */
  readonly descriptionFile: string;
  /** The file in which the host keeps what has happened to it. Default: beside the description, `<name>.state.json`. */
  readonly stateFile?: string;
}

/** A point that another product makes. */
export interface ForeignPoint {
  /** Default `"RCT"`. */
  readonly type?: "RCT" | "Log";
  /** Default `"Crash"`. */
  readonly consistency?: "Application" | "Crash";
}

/** Something that goes wrong, as in the `faults` of the description: see docs/simulated-host.md. */
export interface SimulatedHostFault {
  /** What goes wrong: `"before"`, `"after"`, `"late"`, `"job-fails"`, ... */
  readonly happens: string;
  /** Which calls it occurs in, how often, and what it needs to know. */
  readonly [property: string]: unknown;
}

/**
 * What happens to a simulated host by other hands than those of a Pulumi program. Virtual machines are named by display name or
 * GUID, points by `InstanceID` or `CollectionID`. What is not there is an error.
 */
export interface SimulatedHostControls {
  /**
   * Another product makes a point; answers with its `InstanceID`.
   *
   * @param virtualMachine - Whose point.
   * @param point - What it is like.
   */
  addForeignPoint(virtualMachine: string, point?: ForeignPoint): Promise<string>;
  /**
   * A point disappears; with a VM group's point go its members.
   *
   * @param id - Of the point.
   */
  removePoint(id: string): Promise<void>;
  /**
   * A point, or each member of a VM group's point, loses its RCT ids.
   *
   * @param id - Of the point.
   */
  loseRctIds(id: string): Promise<void>;
  /**
   * A virtual machine gets another display name.
   *
   * @param virtualMachine - Which one.
   * @param name - The new name.
   */
  renameVirtualMachine(virtualMachine: string, name: string): Promise<void>;
  /**
   * A virtual machine writes to a disk. The host remembers where, not what.
   *
   * @param path - Of the disk, on the host.
   * @param offset - Where the write begins, in bytes.
   * @param bytes - How long it is.
   */
  writeToDisk(path: string, offset: number, bytes: number): Promise<void>;
  /**
   * Adds a fault to those of the description. One that is described incorrectly is an error that says what is wrong.
   *
   * @param fault - As in the description.
   */
  addFault(fault: SimulatedHostFault): Promise<void>;
  /** Removes the faults that were added, and starts the count of those in the description again. */
  resetFaults(): Promise<void>;
}

/**
 * A hand on a simulated host, for programs that try or test a stack on it. Nothing is opened that would have to be closed.
 *
 * @param files - Of the host: those that the stack uses.
 */
export function controlSimulatedHost(files: SimulatedHostFiles): SimulatedHostControls {
  return openSimulatedControls(files);
}
