import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
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
 */

/**
 * Finds a Pulumi CLI or gets one: the one that HYPERV_RP_PULUMI names, the one on PATH, an official release, or one built
 * from Go modules. The last two are kept in the working copy and found there the next time.
 *
 * @param {{ log: (message: string) => void }} options
 * @returns {Promise<Pulumi>}
 */
export async function findOrGetPulumi({ log }) {
  const named = process.env.HYPERV_RP_PULUMI;
  if (named) return await usable(named).catch(because("HYPERV_RP_PULUMI does not name a CLI that can be used"));

  const folder = join(local, "pulumi");
  const downloaded = await downloadedFolder(folder);
  const built = await builtFolder(folder);
  /** @type {string[]} */
  const failures = [];
  const note = (/** @type {string} */ what) => (/** @type {Error} */ error) => {
    failures.push(`${what} failed: ${error.message}`);
    log(`Pulumi CLI: ${failures.at(-1)}`);
    return undefined;
  };

  const installed = onPath();
  if (installed === undefined) failures.push("there is none on PATH");
  else {
    const found = await usable(installed).catch(note("using the one on PATH"));
    if (found) return found;
  }
  for (const own of [downloaded, built]) {
    if (existsSync(own)) return await usable(executable(own));
  }
  for (const { what, own, get } of [
    { what: "downloading the official release", own: downloaded, get: downloadPulumi },
    { what: "building it from Go modules", own: built, get: buildPulumi },
  ]) {
    log(`Pulumi CLI: ${what}`);
    const got = await alone("pulumi", log, () => get(own, log))
      .then(() => usable(executable(own)))
      .catch(note(what));
    if (got) return got;
  }
  throw new Error(
    [
      "no Pulumi CLI could be found or made:",
      ...failures.map((failure) => `  - ${failure}`),
      "Install the Pulumi CLI (3.150.0 or later, with Node.js support) so that it is on PATH, or name it in HYPERV_RP_PULUMI; or",
      "install Go 1.25.8 or later and give it access to a Go module proxy.",
    ].join("\n"),
  );
}

/** @param {string} folder */
function executable(folder) {
  return join(folder, "bin", process.platform === "win32" ? "pulumi.exe" : "pulumi");
}

/**
 * @param {string} command
 * @returns {Promise<Pulumi>}
 */
async function usable(command) {
  const { version, directory } = await inspect(command);
  return {
    command,
    version,
    directory,
    environment: {
      PATH: `${directory}${delimiter}${process.env.PATH ?? ""}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  };
}

/**
 * @param {string} what
 * @returns {(error: Error) => never}
 */
function because(what) {
  return (error) => {
    throw new Error(`${what}: ${error.message}`);
  };
}
