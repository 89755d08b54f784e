import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { checkDescription, descriptionSchema } from "../../../provider/src/hosts/simulated/description";
import { takeInventory } from "../../../provider/src/hosts/simulated/inventory";
import { blocksInComments, type CodeBlock, documents, root } from "./documents";

/** Where what a program imports is documented. */
const folders = ["resources", "functions"].map((name) => join(root, "provider/src", name));
const blocks = [
  ...documents.flatMap((document) => document.blocks),
  ...folders.flatMap((folder) => readdirSync(folder).flatMap((name) => blocksInComments(join(folder, name)))),
];

function blocksIn(...languages: string[]): CodeBlock[] {
  return blocks.filter(({ language }) => languages.includes(language));
}

function placeOf({ document, line }: CodeBlock, offset = 0): string {
  return `${document}:${line + offset}`;
}

/** A block that imports nothing is a part of a program that imports what this package is about. */
const usualImports = `import * as pulumi from "@pulumi/pulumi";
import {
  CollectionReferencePoint,
  getChangedRanges,
  getChangedRangesOutput,
  getReferencePoints,
  getReferencePointsOutput,
  HyperVHost,
  VmReferencePoint,
} from "hyperv-reference-points";
`;

describe("what the documents show", () => {
  test("is TypeScript that compiles, each block by itself", { timeout: 60_000 }, () => {
    const found = blocksIn("typescript", "ts");
    expect(found.length).toBeGreaterThan(3);
    expect(compile(found)).toEqual([]);
  });

  test("would be told if it were not", { timeout: 60_000 }, () => {
    const wrong = { document: "README.md", line: 7, language: "typescript" };
    expect(compile([{ ...wrong, code: `new VmReferencePoint("a", {\n  vmNam: "b",\n});` }])).toEqual([
      expect.stringContaining("README.md:8: Object literal may only specify known properties, but 'vmNam'"),
    ]);
  });

  test.each(blocksIn("json").map((block) => ({ block, place: placeOf(block) })))("is JSON at $place", ({ block }) => {
    const value: unknown = JSON.parse(block.code);
    if (isDescription(value)) takeInventory(checkDescription(value, placeOf(block)), placeOf(block));
  });

  test.each(blocksIn("yaml", "yml").map((block) => ({ block, place: placeOf(block) })))(
    "is YAML at $place",
    ({ block }) => {
      for (const { errors, warnings } of parseAllDocuments(block.code)) expect([...errors, ...warnings]).toEqual([]);
    },
  );

  test("is in languages that this test knows, or is no code", () => {
    const checked = ["typescript", "ts", "json", "yaml", "yml"];
    const others = ["sh", "powershell", "javascript", "diff", "ini", "xml", "mermaid", "text", ""];
    const known = [...checked, ...others];
    const unknown = blocks.filter(({ language }) => !known.includes(language));
    expect(unknown.map((block) => `${placeOf(block)}: ${block.language}`)).toEqual([]);
  });
});

/** Whether a value describes a simulated host, or a part of one: it has keys of such a description only, or its machines. */
function isDescription(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.includes("virtualMachines") || keys.every((key) => key in descriptionSchema.shape);
}

/** What the compiler says of blocks, with their places in the documents. */
function compile(found: readonly CodeBlock[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  // Beside the examples, where a program finds the modules that it may import.
  const files = new Map(found.map((block, index) => [join(root, `examples/block-${index}.ts`), block]));
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => blockOf(name) !== undefined || fileExists(name);
  host.readFile = (name) => sourceOf(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...others) => {
    const source = sourceOf(name);
    return source === undefined
      ? getSourceFile(name, version, ...others)
      : ts.createSourceFile(name, source, version, true);
  };
  const lenient = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const program = ts.createProgram([...files.keys()], lenient, host);
  return [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map((diagnostic) => tell(name, diagnostic));
  });

  function blockOf(name: string): CodeBlock | undefined {
    return files.get(join(name));
  }

  function sourceOf(name: string): string | undefined {
    const code = blockOf(name)?.code;
    // A block is a module, whatever it holds, so that no two of them share their names.
    return code && (importsSomething(code) ? `${code}\nexport {};` : `${usualImports}${code}\nexport {};`);
  }

  function tell(name: string, { file, start = 0, messageText }: ts.Diagnostic): string {
    const block = blockOf(name);
    if (block === undefined || file === undefined) return ts.flattenDiagnosticMessageText(messageText, "\n");
    const added = importsSomething(block.code) ? 0 : usualImports.split("\n").length - 1;
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${placeOf(block, line - added)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  }
}

function importsSomething(code: string): boolean {
  return /^import\s/m.test(code);
}
