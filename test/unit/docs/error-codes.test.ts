import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorCodes } from "../../../provider/src/support/error-codes";
import { documents, readDocument, root } from "./documents";

const codes = Object.entries(errorCodes);
const troubleshooting = readDocument("docs/troubleshooting.md");
const entries = troubleshooting.headings.filter((heading) => /^HVRP\d/.test(heading));

/** What stands under a heading. */
function entryOf(code: string): string {
  const [, entry = ""] = troubleshooting.text.split(`### ${code}: `);
  return entry.split(/^#/m)[0] ?? "";
}

describe("docs/troubleshooting.md", () => {
  test("has an entry for each error code, in their order, and for no other", () => {
    expect(entries).toEqual(codes.map(([code, title]) => `${code}: ${title}`));
  });

  test("tells of each code its causes and what to do", () => {
    const lacking = codes.filter(([code]) => !/\*\*Causes\.\*\* .*\*\*What to do\.\*\* ./s.test(entryOf(code)));
    expect(lacking).toEqual([]);
  });
});

test("no document names a code that does not exist", () => {
  const named = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/HVRP\d{3}/g)].map(([code]) => ({ path, code })),
  );
  expect(named.filter(({ code }) => !Object.hasOwn(errorCodes, code))).toEqual([]);
});

test("each code is used", () => {
  const source = join(root, "provider/src");
  const texts = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith("error-codes.ts"))
    .map((name) => readFileSync(join(source, name), "utf8"))
    // The last resort stands in the catalogue itself.
    .concat('"HVRP901"')
    .join("\n");
  expect(codes.filter(([code]) => !texts.includes(`"${code}"`)).map(([code]) => code)).toEqual([]);
});
