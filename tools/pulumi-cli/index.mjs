import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { makeWhole } from "../setup/atomic-folder.mjs";
import { alone } from "../setup/lock.mjs";
import { local } from "../setup/paths.mjs";
import { buildPulumi, builtFolder } from "./build.mjs";
import { downloadedFolder, downloadPulumi } from "./download.mjs";
import { inspect, onPath } from "./installed.mjs";

/**
 * @typedef {object} Pulumi
 * @property {string} command the CLI
 * @property {string} version
 * @property {string} directory the folder it is in, with its language host and the launcher of dynamic providers
 * @property {Record<string, string>} environment what a process needs in its environment to use it
 *
 * @typedef {(message: string) => void} Log
 */

/** What these tools have got is kept here. */
const folder = join(local, "pulumi");

/**
 * Finds a Pulumi CLI: the one that HYPERV_RP_PULUMI names, the one on PATH, or one that was got before.
 *
 * @param {Log} log
 * @returns {Promise<Pulumi | undefined>}
 */
export async function findPulumi(log) {
  const named = process.env.HYPERV_RP_PULUMI;
  if (named) {
    return await usable(named).catch((error) => {
      throw new Error(`HYPERV_RP_PULUMI does not name a CLI that can be used: ${error.message}`);
    });
  }
  const installed = onPath();
  if (installed) {
    const found = await usable(installed).catch((error) => log(`Pulumi CLI: not the one on PATH: ${error.message}`));
    if (found) return found;
  }
  const own = [await downloadedFolder(folder), await builtFolder(folder)].find((candidate) => existsSync(candidate));
  return own === undefined ? undefined : await usable(executable(own));
}

/**
 * Finds a Pulumi CLI or gets one: an official release, or else one built from Go modules. It is kept in the working copy.
 *
 * @param {{ log: Log }} options
 * @returns {Promise<Pulumi>}
 */
export async function findOrGetPulumi({ log }) {
  const found = await findPulumi(log);
  if (found) return found;
  // Looked for again: another process may have got it while this one waited.
  return await alone("pulumi", log, async () => (await findPulumi(() => {})) ?? (await getPulumi(log)));
}

/**
 * @param {Log} log
 * @returns {Promise<Pulumi>}
 */
async function getPulumi(log) {
  const failures = [];
  for (const { what, own, get } of [
    { what: "downloading the official release", own: await downloadedFolder(folder), get: downloadPulumi },
    { what: "building it from Go modules", own: await builtFolder(folder), get: buildPulumi },
  ]) {
    log(`Pulumi CLI: ${what}`);
    try {
      await makeWhole(own, (unfinished) => get(unfinished, log));
      return await usable(executable(own));
    } catch (error) {
      const failure = `${what} failed: ${/** @type {Error} */ (error).message}`;
      log(`Pulumi CLI: ${failure}`);
      failures.push(`  - ${failure}`);
    }
  }
  throw new Error(
    [
      "there is no Pulumi CLI that can be used:",
      "  - none that will do on PATH, none got before",
      ...failures,
      "Install the Pulumi CLI with its Node.js support and have it on PATH, or name it in HYPERV_RP_PULUMI; or install Go and let it",
      "reach a module proxy.",
    ].join("\n"),
  );
}

/** @param {string} own */
function executable(own) {
  return join(own, "bin", process.platform === "win32" ? "pulumi.exe" : "pulumi");
}

/**
 * @param {string} command
 * @returns {Promise<Pulumi>}
 */
async function usable(command) {
  const { version, directory } = await inspect(command);
  const environment = {
    PATH: `${directory}${delimiter}${process.env.PATH ?? ""}`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return { command, version, directory, environment };
}
