import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { runQuietly } from "../setup/process.mjs";
import { isAtLeast } from "../setup/version.mjs";

/** The oldest CLI that goes with the oldest SDK the package supports. */
const oldest = "3.150.0";

const windows = process.platform === "win32";

/** The first Pulumi CLI on PATH, if there is one. */
export function onPath() {
  return findExecutable("pulumi", pathFolders());
}

/**
 * What a CLI is; fails when it will not do.
 *
 * @param {string} command
 */
export async function inspect(command) {
  if (!existsSync(command)) throw new Error(`${command} does not exist`);
  const environment = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const answer = await runQuietly(command, ["version"], { env: environment }).catch(({ message }) => ({
    exitCode: 1,
    stdout: "",
    stderr: String(message),
  }));
  const version = /^v?(\d+\.\d+\.\d+)/.exec(answer.stdout.trim())?.[1];
  if (answer.exitCode !== 0 || version === undefined) {
    throw new Error(`"${command} version" failed: ${answer.stderr.trim() || answer.stdout.trim()}`);
  }
  if (!isAtLeast(version, oldest) || !version.startsWith("3.")) {
    throw new Error(`${command} is version ${version}; 3.x from ${oldest} on is needed`);
  }
  // A link on PATH is common; the companions are beside the real file.
  const directory = dirname(await realpath(command));
  for (const companion of ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]) {
    if (findExecutable(companion, [directory, ...pathFolders()]) === undefined) {
      throw new Error(`${command} has no ${companion} beside it, nor is one on PATH`);
    }
  }
  return { version, directory };
}

function pathFolders() {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

/**
 * @param {string} name
 * @param {readonly string[]} folders
 */
function findExecutable(name, folders) {
  const endings = windows ? [".exe", ".cmd"] : [""];
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .find((file) => existsSync(file));
}
