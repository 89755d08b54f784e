import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The working copy. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the tools keep in the working copy; ignored by git, and safe to delete. */
export const local = join(root, ".local");
