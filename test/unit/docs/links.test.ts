import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { type Document, documents, readDocument, root } from "./documents";

/** Where each anchor of a document leads, as GitHub makes them. */
async function anchorsOf({ headings, text }: Document): Promise<ReadonlySet<string>> {
  const { default: GithubSlugger } = await import("github-slugger");
  const slugger = new GithubSlugger();
  const written = [...text.matchAll(/<[a-z]+\s[^>]*\b(?:id|name)="([^"]+)"/g)].map(([, name]) => name ?? "");
  return new Set([...headings.map((heading) => slugger.slug(heading)), ...written]);
}

/** What is wrong with a link of a document, if anything is. Addresses elsewhere are not asked for. */
async function problemOf(document: Document, target: string): Promise<string | undefined> {
  if (/^[a-z]+:/i.test(target)) return undefined;
  const [path = "", anchor] = decodeURI(target).split("#");
  const file = path === "" ? document.path : posix.join(dirname(document.path), path);
  if (!existsSync(join(root, file))) return `there is no ${file}`;
  // npm shows that page alone, and has none of the files around it.
  if (document.path === "provider/README.md" && path !== "") return "the npm page has no other files";
  if (anchor === undefined || !file.endsWith(".md")) return undefined;
  const anchors = await anchorsOf(file === document.path ? document : readDocument(file));
  return anchors.has(anchor) ? undefined : `${file} has no heading for #${anchor}`;
}

describe("every link leads somewhere", () => {
  test.each(documents)("in $path", async (document) => {
    const problems = await Promise.all(
      document.links.map(async ({ line, target }) => {
        const problem = await problemOf(document, target);
        return problem === undefined ? [] : [`${document.path}:${line}: ${target}: ${problem}`];
      }),
    );
    expect(problems.flat()).toEqual([]);
  });

  test("as far as this test can tell", async () => {
    const readme = readDocument("README.md");
    expect(readme.links.length).toBeGreaterThan(5);
    expect(await problemOf(readme, "ARCHITECTURE.md#architecture")).toBeUndefined();
    expect(await problemOf(readme, "#no-such-heading")).toContain("has no heading");
    expect(await problemOf(readme, "docs/no-such-file.md")).toContain("there is no");
  });
});
