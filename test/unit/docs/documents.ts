import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import MarkdownIt from "markdown-it";

type Token = ReturnType<MarkdownIt["parse"]>[number];

export const root = resolve(__dirname, "../../..");

export interface CodeBlock {
  readonly document: string;
  /** Of its first line of code. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

/** What the tests look at in a Markdown file. */
export interface Document {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
  readonly headings: readonly string[];
  /** Each row of each table, its cells side by side. */
  readonly rows: readonly string[];
  readonly links: readonly Link[];
  readonly blocks: readonly CodeBlock[];
}

/** All that is written for people: at the root, on the npm page, in docs and beside the examples. */
export const documents: readonly Document[] = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "provider/README.md"],
  ...markdownIn("docs"),
  ...markdownIn("examples"),
].map(readDocument);

function markdownIn(folder: string): string[] {
  const absolute = join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md") && !path.includes("node_modules/"))
    .sort();
}

export function readDocument(path: string): Document {
  const text = readFileSync(join(root, path), "utf8");
  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  return {
    path,
    text,
    headings: tokens.filter((_, index) => tokens[index - 1]?.type === "heading_open").map(plainText),
    rows: rowsOf(tokens),
    links: linksOf(tokens),
    blocks: tokens
      .filter(({ type }) => type === "fence")
      .map(({ content, info, map }) => ({
        document: path,
        line: (map?.[0] ?? 0) + 2,
        language: info.trim().split(/\s+/)[0] ?? "",
        code: content,
      })),
  };
}

/** The code in the doc comments of a source file. */
export function blocksInComments(file: string): CodeBlock[] {
  const document = relative(root, file).replaceAll("\\", "/");
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(/^ *\* ```(\w+)\n((?: *\*.*\n)*?) *\* ```$/gm)].map(({ 1: language, 2: code, index }) => ({
    document,
    line: source.slice(0, index).split("\n").length + 1,
    language: language ?? "",
    code: (code ?? "").replaceAll(/^ *\* ?/gm, ""),
  }));
}

/** The words of a piece of Markdown, without its marks. */
function plainText({ children }: Token): string {
  const words = (children ?? []).map(({ type, content }) => (type.endsWith("break") ? " " : content));
  return words.join("").replaceAll(/\s+/g, " ").trim();
}

function rowsOf(tokens: readonly Token[]): string[] {
  const rows: string[][] = [];
  let inRow = false;
  for (const token of tokens) {
    if (token.type === "tr_open") rows.push([]);
    if (token.type === "tr_open" || token.type === "tr_close") inRow = token.type === "tr_open";
    if (inRow && token.type === "inline") rows.at(-1)?.push(plainText(token));
  }
  return rows.map((cells) => cells.join(" | "));
}

function linksOf(tokens: readonly Token[]): Link[] {
  return tokens.flatMap(({ children, map }) =>
    (children ?? []).flatMap((token) => {
      const target = token.attrGet("href") ?? token.attrGet("src");
      return target === null ? [] : [{ line: (map?.[0] ?? 0) + 1, target }];
    }),
  );
}
