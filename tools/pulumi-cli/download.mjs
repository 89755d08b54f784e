import { join } from "node:path";

/** @param {string} folder */
export async function downloadedFolder(folder) {
  // Loaded late: on a fresh clone the dependencies come first.
  const { version } = await import("@pulumi/pulumi/version.js");
  return join(folder, `release-${version}`);
}

/**
 * Downloads the official release that goes with the SDK. Where there is no internet it fails within seconds.
 *
 * @param {string} folder what to put it into
 */
export async function downloadPulumi(folder) {
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd.js");
  await PulumiCommand.install({ root: folder });
}
