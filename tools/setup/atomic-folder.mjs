import { mkdir, rename, rm } from "node:fs/promises";

/**
 * Makes a folder that is either whole or not there: it is filled under another name and renamed at the end. Only one
 * process may do so at a time (`lock.mjs`).
 *
 * @param {string} folder
 * @param {(folder: string) => Promise<void>} fill
 */
export async function makeWhole(folder, fill) {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
