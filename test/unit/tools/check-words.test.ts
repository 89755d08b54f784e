import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

interface SourceText {
  readonly path: string;
  readonly text: string;
}

let findingsIn: (files: readonly SourceText[]) => string[];

beforeAll(async () => {
  const tool = join(__dirname, "../../../tools/check-words.mjs");
  ({ findingsIn } = (await import(tool)) as { findingsIn: typeof findingsIn });
});

/** What is wrong with some files beside the exceptions, which the project's own files need. */
function found(...files: readonly SourceText[]): string[] {
  return findingsIn(files).filter((finding) => !finding.startsWith("tools/words.json"));
}

const file = (text: string, path = "provider/src/a.ts"): SourceText => ({ path, text });

describe("the words of the project are refused", () => {
  test.each([
    ["a variable", "const machineId = 1;"],
    ["a parameter", "function find(machine: string) {}"],
    ["a property", "interface Host { readonly machines: string[] }"],
    ["a private field", "class Host { #machines = 1; }"],
    ["what is taken out of an object", "const { machine } = host;"],
  ])("in the name of %s", (_, text) => {
    expect(found(file(text))).toEqual([
      expect.stringMatching(/^provider\/src\/a\.ts:1: name "#?machine.*use: virtual/),
    ]);
  });

  test("in the name of a file", () => {
    expect(found(file("", "provider/src/trouble.ts"))).toEqual([
      'provider/src/trouble.ts: file name has "trouble"; use: error, failure',
    ]);
  });

  test.each([
    ["a text", 'throw new UserError("HVRP101", "no machine has it");', "machine"],
    ["a text with values", "const text = `the person $" + "{name} did it`;", "person"],
    ["a phrase", 'const text = "it takes over the point";', "taken? over|takes over|taking over"],
  ])("in %s", (_, text, word) => {
    expect(found(file(text))).toEqual([expect.stringContaining(`provider/src/a.ts:1: text has "${word}"`)]);
  });

  test("in a heading", () => {
    const document = file("# Points\n\n## What people do\n", "docs/a.md");
    expect(found(document)).toEqual(['docs/a.md:3: text has "people"; use: user, you']);
  });
});

describe("the words of the project are allowed", () => {
  test.each([
    ["as a virtual machine", 'const virtualMachine = "no virtual machine has it";'],
    ["in comments", "/** Made by a person on this machine. */ export {};"],
    ["in what is no text: a module, a key", 'import x from "./machine"; const key = "machine";'],
  ])("%s", (_, text) => {
    expect(found(file(text))).toEqual([]);
  });

  test("in prose and code of a document", () => {
    expect(
      found(file("It runs on a machine.\n\n```sh\n# on this machine\n```\n\n## `machine`\n", "docs/a.md")),
    ).toEqual([]);
  });
});

describe("a name that two files export", () => {
  test("is refused, with both", () => {
    const files = [file("export interface Answer {}"), file("export const Answer = 1;", "provider/src/b.ts")];
    expect(found(...files)).toEqual(['provider/src/a.ts, provider/src/b.ts: all export "Answer"; one name, one thing']);
  });

  test("is allowed where it is not exported twice, or handed on", () => {
    const files = [
      file("export interface Answer {}"),
      file('interface Answer {} export { Call } from "./a";', "provider/src/b.ts"),
    ];
    expect(found(...files)).toEqual([]);
  });
});
