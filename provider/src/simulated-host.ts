import { openSimulatedControls } from "./hosts/simulated";

/** The files of a simulated host. */
export interface SimulatedHostFiles {
  /** The JSON file that describes the host; relative to the current folder. An error of the calls when there is none. */
  readonly descriptionFile: string;
  /** The file in which the host keeps what has happened to it. Default: beside the description, `<name>.state.json`. */
  readonly stateFile?: string;
}

/** A point that another product creates. */
export interface ForeignPoint {
  /** Default `"RCT"`. */
  readonly type?: "RCT" | "Log";
  /** Default `"Crash"`. */
  readonly consistency?: "Application" | "Crash";
}

/** Power state of a virtual machine. */
export type SimulatedPowerState = "running" | "off" | "saved" | "paused" | "starting";

/** What happens to the points and jobs of a virtual machine that moves to another node. */
export interface SimulatedMigration {
  /** Whether its points come along. Default `"move"`. */
  readonly points?: "move" | "lose";
  /** Whether its running jobs finish on the old node, or fail. Default `"finish"`. */
  readonly jobs?: "finish" | "fail";
}

/** Something that goes wrong, as in the `faults` of the description: see docs/simulated-host.md. */
export interface SimulatedHostFault {
  /** What goes wrong: `"before"`, `"after"`, `"late"`, `"job-fails"`, ... */
  readonly happens: string;
  /** Which calls it occurs in, how often, and what it needs to know. */
  readonly [property: string]: unknown;
}

/**
 * Test controls of a simulated host: changes made outside Pulumi. Virtual machines are named by display name or GUID, points by
 * `InstanceID` or `CollectionID`. An object that does not exist is an error.
 */
export interface SimulatedHostControls {
  /**
   * Another product creates a point; returns its `InstanceID`.
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
   * A live migration: the virtual machine is on another node from now on.
   *
   * @param virtualMachine - Which one.
   * @param node - Where it goes.
   * @param options - What becomes of its points and running jobs.
   */
  migrate(virtualMachine: string, node: string, options?: SimulatedMigration): Promise<void>;
  /**
   * A virtual machine is lost to its node, and runs on another one. Its running jobs are gone.
   *
   * @param virtualMachine - Which one.
   * @param node - Where it runs now.
   * @param options - What becomes of its points.
   */
  failOver(virtualMachine: string, node: string, options?: Pick<SimulatedMigration, "points">): Promise<void>;
  /**
   * The same GUID can be seen on one more node, without points.
   *
   * @param virtualMachine - Which one.
   * @param node - Where else.
   * @param copy - What the copy is like. Default: off, and no replica.
   */
  addCopy(
    virtualMachine: string,
    node: string,
    copy?: { readonly state?: SimulatedPowerState; readonly replica?: boolean },
  ): Promise<void>;
  /**
   * A virtual machine cannot be seen on a node any more.
   *
   * @param virtualMachine - Which one.
   * @param node - Where.
   */
  removeCopy(virtualMachine: string, node: string): Promise<void>;
  /**
   * A virtual machine is started, saved, paused or turned off.
   *
   * @param virtualMachine - Which one.
   * @param state - What it is from now on.
   */
  setPowerState(virtualMachine: string, state: SimulatedPowerState): Promise<void>;
  /**
   * A node goes down: it cannot be reached, and its running jobs are gone.
   *
   * @param node - Which one. Default: the first, or the host itself.
   */
  stopNode(node?: string): Promise<void>;
  /**
   * A node can be reached again.
   *
   * @param node - Which one. Default: the first, or the host itself.
   */
  startNode(node?: string): Promise<void>;
  /**
   * A host gets another computer name; it is still known by its former name here.
   *
   * @param name - The new name.
   * @param node - Which one. Default: the first, or the host itself.
   */
  renameHost(name: string, node?: string): Promise<void>;
  /**
   * The change tracking of a disk begins anew: points keep their RCT ids, which are no longer valid.
   *
   * @param path - Of the disk, on the host.
   */
  resetChangeTracking(path: string): Promise<void>;
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
 * Test controls of a simulated host, for programs that try or test a stack on it. Nothing has to be closed.
 *
 * @param files - Of the host: those that the stack uses.
 */
export function controlSimulatedHost(files: SimulatedHostFiles): SimulatedHostControls {
  return openSimulatedControls(files);
}
