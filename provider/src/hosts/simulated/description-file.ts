import { readFileSync, statSync } from "node:fs";
import { CimError } from "../../cim/error";
import { printable } from "../../support/printable";
import { UserError } from "../../support/user-error";
import { parseDescription } from "./description";
import { type SimulatedInventory, takeInventory } from "./inventory";

/** What a description file says, read again whenever the file has changed. */
export function inventoryOfFile(path: string): () => SimulatedInventory {
  let known: { readonly stamp: string; readonly inventory: SimulatedInventory } | undefined;
  return () => {
    const stamp = stampOf(path);
    if (known?.stamp === stamp) return known.inventory;
    const inventory = takeInventory(parseDescription(readFileSync(path, "utf8"), path), path);
    known = { stamp, inventory };
    return inventory;
  };
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (found?.isFile() !== true) {
    const message = `the simulated host is described by ${printable(path)}, but there is no such file`;
    throw new CimError("Failed", message, { cause: new UserError("HVRP141", message) });
  }
  return [found.ino, found.size, found.mtimeNs].join();
}
