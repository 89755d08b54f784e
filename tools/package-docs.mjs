import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup/paths.mjs";

/*
 * Puts the documents into the package: whoever has installed it has no repository beside it. Part of the build of `provider`.
 */

/**
 * Where each document of the repository is in the package.
 *
 * @returns {Map<string, string>}
 */
export function packagedDocuments() {
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  return new Map([
    ["README.md", "docs/overview.md"],
    ...pages.map((name) => /** @type {[string, string]} */ ([`docs/${name}`, `docs/${name}`])),
  ]);
}

/**
 * A document as it is in the package. Links to what the package does not have become their text.
 *
 * @param {string} path in the repository
 * @param {string} text
 * @param {Map<string, string>} documents
 */
export function packaged(path, text, documents = packagedDocuments()) {
  const here = posix.dirname(documents.get(path) ?? path);
  const note =
    path === "README.md" ? "> The README of the repository: a clone, `npm start` and `examples` are there.\n\n" : "";
  return `${note}${text}`.replace(/!?\[([^\]]*)\]\(([^()\s]+)\)/g, (whole, words, target) => {
    const [file = "", anchor] = target.split("#");
    if (file === "" || /^[a-z]+:/i.test(file)) return whole;
    const meant = posix.join(posix.dirname(path), file);
    const there = documents.get(meant);
    if (there !== undefined) {
      return `[${words}](${posix.relative(here, there)}${anchor === undefined ? "" : `#${anchor}`})`;
    }
    return existsSync(join(root, meant)) ? words : whole;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const documents = packagedDocuments();
  const folder = join(root, "provider/docs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [path, there] of documents) {
    writeFileSync(join(root, "provider", there), packaged(path, readFileSync(join(root, path), "utf8"), documents));
  }
}
