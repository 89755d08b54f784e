import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readDocument, root } from "./documents";

interface ErrorText {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

let found: readonly ErrorText[];

beforeAll(async () => {
  const tool = join(root, "tools/error-texts.mjs");
  const { errorTexts } = (await import(tool)) as { errorTexts: () => ErrorText[] };
  found = errorTexts();
}, 60_000);

/** Whether a passage has the constant words of a text, in their order; what stands between them is up to the passage. */
function tells(passage: string, text: string): boolean {
  let from = 0;
  for (const words of text.split("…").map((part) => part.trim())) {
    if (!/[\p{L}\p{N}]/u.test(words)) continue;
    const at = passage.indexOf(words, from);
    if (at === -1) return false;
    from = at + words.length;
  }
  return true;
}

describe("the error texts", () => {
  const texts = () => found.map(({ text }) => text);

  test.each([
    ["given to an error", "adopt: there is no reference point … on the host. Nothing was created."],
    ["handed through functions", "the host answered with a … in …, where … belongs"],
    ["chosen by a condition", "was given up, though it may still be at work on the host"],
    [
      "put into another text",
      'Some hosts give RCT ids only to converted snapshots: try creationMethod: "ConvertRecoverySnapshot".',
    ],
    ["put together from several", "exactly one of … or … must be specified"],
    ["of a schema", "must not be empty"],
    ["of a schema's function", '"…" is not a duration; write it as "30m", "1h30m" or "45s"'],
    ["looked up in a table", "system is in use"],
    [
      "of a warning",
      '"…" has … reference points; more than about … make a virtual machine slow to start: delete those that nothing reads from any more',
    ],
    ["thrown by the bridge script", "The host has no class …."],
  ])("are gathered where they are %s", (_, text) => {
    expect(texts()).toContain(text);
  });

  test("are not what the host says, nor names", () => {
    expect(texts().filter((text) => /^(?:Msvm_\w+|[\s….:,()]*)$/.test(text))).toEqual([]);
  });
});

const troubleshooting = "docs/troubleshooting.md";

test(`${troubleshooting} has a heading or the row of a table for every error text`, ({ skip }) => {
  // Once there are documents, this one is among them.
  skip(!existsSync(join(root, "docs")), "there is no docs folder");
  const { headings, rows } = readDocument(troubleshooting);
  const passages = [...headings, ...rows];
  const missing = found.filter(({ text }) => !passages.some((passage) => tells(passage, text)));
  expect(missing.map(({ text, file, line }) => `${text}   (${file}:${line})`)).toEqual([]);
});
