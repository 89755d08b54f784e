import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { alone } from "./lock.mjs";
import { npm } from "./npm.mjs";
import { local, root } from "./paths.mjs";

const provider = join(root, "provider");
const dist = join(provider, "dist");
const stamp = join(local, "provider-build");

/**
 * Builds the provider unless its build is that of the present sources.
 *
 * @param {(message: string) => void} log
 */
export function buildProvider(log) {
  return alone("provider", log, async () => {
    if ((await readFile(stamp, "utf8").catch(() => "")) === (await fingerprint())) return;
    log("building the provider (npm run build)");
    await npm(["run", "--silent", "build"]);
    await writeFile(stamp, await fingerprint());
  });
}

/** What goes into the build and what came out of it; whoever has built it otherwise in between, that shows. */
async function fingerprint() {
  const hash = createHash("sha256");
  for (const folder of [join(provider, "src"), join(root, "docs"), dist, join(provider, "docs")]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(file).update(await readFile(file));
  }
  const others = ["package-lock.json", "tsconfig.json", "README.md", "tools/package-docs.mjs"];
  for (const name of [...others, "provider/package.json", "provider/tsconfig.build.json"]) {
    hash.update(await readFile(join(root, name)));
  }
  return hash.digest("hex");
}
