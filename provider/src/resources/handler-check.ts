import { createRequire } from "node:module";
import { join } from "node:path";
import { programError } from "./program-error";

/** Where a program runs, as far as it matters here. */
export interface Place {
  /** Where Pulumi's provider process runs too. */
  readonly folder: string;
  /** Yarn Plug'n'Play, where packages are in no folder. */
  readonly isPlugAndPlay: boolean;
}

let checked = false;

/** Ends the program when Pulumi's provider process, which runs in the same folder, could not load this package. Else it fails later, with a trace. */
export function checkHandler(): void {
  if (checked) return;
  const problem = problemOf({ folder: process.cwd(), isPlugAndPlay: process.versions.pnp !== undefined });
  if (problem !== undefined) throw programError({ code: "HVRP126", message: problem });
  checked = true;
}

export function problemOf({ folder, isPlugAndPlay }: Place): string | undefined {
  if (isPlugAndPlay) {
    return (
      "Yarn Plug'n'Play is in use, and Pulumi's provider process cannot load packages from it. Set nodeLinker: node-modules in .yarnrc.yml " +
      "and run yarn install."
    );
  }
  try {
    createRequire(join(folder, "index.js")).resolve("hyperv-reference-points/package.json");
    return undefined;
  } catch {
    return (
      `hyperv-reference-points is not installed where Pulumi's provider process looks for it: in ${folder}, or in a folder above. Install it ` +
      "beside the program: npm install hyperv-reference-points."
    );
  }
}
