import { join, parse } from "node:path";
import type { CimSession } from "../../cim/session";
import { type Clock, systemClock } from "../../support/clock";
import { controlsOf, type HostControls } from "./controls";
import { checkDescription, type HostDescription } from "./description";
import { inventoryOfFile } from "./description-file";
import { fileStore } from "./file-store";
import { takeInventory } from "./inventory";
import type { Machinery } from "./machinery";
import { openSession } from "./session";
import { memoryStore } from "./store";

export type { HostControls } from "./controls";
export type { HostDescription } from "./description";
export type { FaultDescription } from "./faults";
export type { PowerState } from "./world";

/** A host that a JSON file describes and that lives on in a state file, which several processes may use at once. */
export interface HostFiles {
  readonly descriptionFile: string;
  /** Default: beside the description, `<name>.state.json`. */
  readonly stateFile?: string;
  /** Which node of the host a session is with. Default: the first. */
  readonly node?: string;
  readonly clock?: Clock;
  /** A number from 0 up to 1, from which ids are drawn. */
  readonly random?: () => number;
}

/** Opens a session with the host. Mistakes in its files are errors of the calls, because files may change at any time. */
export function openSimulatedHost(files: HostFiles): CimSession {
  return openSession(machineryOfFiles(files), files.node);
}

/** What happens to the host behind Pulumi's back. */
export function openSimulatedControls(files: HostFiles): HostControls {
  return controlsOf(machineryOfFiles(files));
}

function stateFileOf({ descriptionFile, stateFile }: HostFiles): string {
  if (stateFile !== undefined) return stateFile;
  const { dir, name } = parse(descriptionFile);
  return join(dir, `${name}.state.json`);
}

function machineryOfFiles(files: HostFiles): Machinery {
  return {
    store: fileStore(stateFileOf(files)),
    inventory: inventoryOfFile(files.descriptionFile),
    clock: files.clock ?? systemClock,
    random: files.random ?? Math.random,
  };
}

export interface MemoryHostOptions {
  readonly description: HostDescription;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface SimulatedHost {
  /** Opens one more session with the host, or with one node of it. */
  session(node?: string): CimSession;
  readonly controls: HostControls & {
    /** Changes the description, as a user does by editing the file. */
    describe(description: HostDescription): void;
  };
}

/** A host that lives as long as the process. */
export function createSimulatedHost({ description, clock, random }: MemoryHostOptions): SimulatedHost {
  const source = "in memory";
  const read = (value: HostDescription) => takeInventory(checkDescription(value, source), source);
  let inventory = read(description);
  const machinery: Machinery = {
    store: memoryStore(),
    inventory: () => inventory,
    clock: clock ?? systemClock,
    random: random ?? Math.random,
  };
  return {
    session: (node) => openSession(machinery, node),
    controls: {
      ...controlsOf(machinery),
      describe(changed) {
        inventory = read(changed);
      },
    },
  };
}
