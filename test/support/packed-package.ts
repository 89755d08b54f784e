import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { npm } from "./npm";

export const providerFolder = resolve(__dirname, "../../provider");

/** The package as `npm publish` would send it. */
export interface PackedPackage {
  readonly tarball: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Of the tarball, in bytes. */
  readonly size: number;
  readonly unpackedSize: number;
}

/** Packs the present build into a folder. */
export async function packPackage(folder: string): Promise<PackedPackage> {
  // The build is there already, and other tests are using it.
  const printed = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], providerFolder);
  const [packed] = JSON.parse(printed) as [Omit<PackedPackage, "tarball"> & { readonly filename: string }];
  return { ...packed, tarball: join(folder, packed.filename) };
}

/** The tarball's bytes in a buffer of their own, as checkers of packages take them. */
export function bytesOf({ tarball }: PackedPackage): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(tarball));
}
