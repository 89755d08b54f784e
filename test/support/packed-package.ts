import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";
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

/** Packs the present build; the tarball lives until the end of the test file. */
export async function packPackage(): Promise<PackedPackage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "hyperv-rp-pack-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // The build is there already, and other tests are using it.
  const printed = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], providerFolder);
  const [packed] = JSON.parse(printed) as [Omit<PackedPackage, "tarball"> & { readonly filename: string }];
  return { ...packed, tarball: join(folder, packed.filename) };
}

/** The tarball's bytes in a buffer of their own, as checkers of packages take them. */
export function bytesOf({ tarball }: PackedPackage): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(tarball));
}
