import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { alone } from "./lock.mjs";
import { npm } from "./npm.mjs";
import { root } from "./paths.mjs";

/**
 * Installs the dependencies unless they are what package-lock.json says.
 *
 * @param {(message: string) => void} log
 */
export function installDependencies(log) {
  return alone("dependencies", log, async () => {
    if (await areCurrent()) return;
    log("installing the dependencies (npm ci)");
    await npm(["ci", "--no-audit", "--no-fund"]);
  });
}

/** npm writes down what it has installed, at the end; so an interrupted installation is not taken for a whole one. */
async function areCurrent() {
  const installed = await packages(join(root, "node_modules", ".package-lock.json"));
  const wanted = await packages(join(root, "package-lock.json"));
  return Object.entries(wanted)
    .filter(([path]) => path.includes("node_modules/"))
    .every(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      // Optional ones are for other platforms.
      return found === undefined ? optional : found.version === version && found.integrity === integrity;
    });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, integrity?: string, optional?: boolean }>>}
 */
async function packages(file) {
  const text = await readFile(file, "utf8").catch((error) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return JSON.parse(text).packages ?? {};
}
