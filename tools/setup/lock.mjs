import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { local } from "./paths.mjs";

/**
 * Does something that two processes must not do at once in one working copy. The lock is a file that names its holder; one
 * whose holder is gone counts for nothing.
 *
 * @template T
 * @param {string} name
 * @param {(message: string) => void} log
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(name, log, work) {
  await mkdir(local, { recursive: true });
  const lock = join(local, `${name}.lock`);
  const own = `${lock}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    let told = false;
    // A link appears with its content, or fails because another is there.
    while (!(await linked(own, lock))) {
      const holder = await readFile(lock, "utf8").catch(() => undefined);
      if (holder === undefined) continue;
      if (!isAlive(Number(holder))) {
        await rm(lock, { force: true });
        continue;
      }
      if (!told) log(`waiting for process ${holder}, which is doing the same (${name})`);
      told = true;
      await pause(500);
    }
  } finally {
    await rm(own, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** @param {string} from @param {string} to */
async function linked(from, to) {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
