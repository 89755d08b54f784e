/*
 * Checks the language of the project against tools/words.json: node tools/check-words.mjs
 * Names that are declared in provider/src and names of files, texts that a user may read, and headings of documents use the words
 * of docs/glossary.md; and no name is exported by two files, so that "go to symbol" lands.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./setup/paths.mjs";

/**
 * @typedef {{ readonly banned: readonly string[], readonly use: string, readonly only?: readonly string[],
 *   readonly allowedAfter?: readonly string[], readonly allowedBefore?: readonly string[] }} Word
 * @typedef {{ readonly words: readonly Word[], readonly phrases: readonly { readonly banned: string, readonly use: string }[],
 *   readonly namesakes: Readonly<Record<string, string>> }} Words
 * @typedef {{ readonly path: string, readonly text: string }} File
 */

/** @type {Words} */
export const projectWords = JSON.parse(readFileSync(join(root, "tools/words.json"), "utf8"));

/**
 * What is wrong with the words of some files: TypeScript, or Markdown, of which only the headings count.
 *
 * @param {readonly File[]} files
 * @param {Words} words
 * @returns {string[]}
 */
export function findingsIn(files, words = projectWords) {
  const sources = files.filter(({ path }) => path.endsWith(".ts"));
  return [
    ...files.flatMap(({ path }) => badWordsIn(wordsOfName(nameOfFile(path)), "names", words, `${path}: file name`)),
    ...sources.flatMap((file) => findingsInSource(file, words)),
    ...files.filter(({ path }) => path.endsWith(".md")).flatMap((file) => findingsInHeadings(file, words)),
    ...namesakes(sources, words),
  ];
}

/** @param {File} file @param {Words} words */
function findingsInSource({ path, text }, words) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    const place = () => `${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    const name = declaredName(node);
    if (name !== undefined) found.push(...badWordsIn(wordsOfName(name), "names", words, `${place()}: name "${name}"`));
    if (isShownText(node)) found.push(...badText(node.text, words, place()));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {ts.Node} node */
function declaredName(node) {
  const declares =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  const name = declares ? node.name : undefined;
  return name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name.text : undefined;
}

/**
 * A text with a blank is written for somebody; names of modules, keys and classes have none.
 *
 * @param {ts.Node} node
 * @returns {node is ts.LiteralLikeNode}
 */
function isShownText(node) {
  return (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) && /\S\s+\S/.test(node.text);
}

/** @param {File} file @param {Words} words */
function findingsInHeadings({ path, text }, words) {
  const prose = text.replaceAll(/^```.*?^```/gms, (code) => code.replaceAll(/[^\n]/g, ""));
  return prose
    .split("\n")
    .flatMap((line, index) =>
      /^#+ /.test(line) ? badText(line.replaceAll(/`[^`]*`/g, ""), words, `${path}:${index + 1}`) : [],
    );
}

/** @param {string} text @param {Words} words @param {string} place */
function badText(text, words, place) {
  const inOrder = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const phrases = words.phrases
    .filter(({ banned }) => new RegExp(`\\b(?:${banned})\\b`, "i").test(text))
    .map(({ banned, use }) => `${place}: text has "${banned}"; use: ${use}`);
  return [...badWordsIn(inOrder, "texts", words, `${place}: text`), ...phrases];
}

/** @param {readonly string[]} inOrder @param {"names" | "texts"} kind @param {Words} words @param {string} place */
function badWordsIn(inOrder, kind, { words }, place) {
  return inOrder.flatMap((word, index) =>
    words
      .filter(({ banned, only = [kind] }) => banned.includes(word) && only.includes(kind))
      .filter(({ allowedAfter = [] }) => !allowedAfter.includes(inOrder[index - 1] ?? ""))
      .filter(({ allowedBefore = [] }) => !allowedBefore.includes(inOrder[index + 1] ?? ""))
      .map(({ use }) => `${place} has "${word}"; use: ${use}`),
  );
}

/** `isMethodCall`, `EXIT_CODES` and `exit-hook`, in words. @param {string} name */
function wordsOfName(name) {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}

/** @param {string} path */
function nameOfFile(path) {
  return basename(path).replace(/\.\w+$/, "");
}

/**
 * Names that several files export.
 *
 * @param {readonly File[]} sources
 * @param {Words} words
 */
function namesakes(sources, words) {
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const { path, text } of sources) {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    for (const name of new Set(source.statements.flatMap(exportedNames))) {
      places.set(name, [...(places.get(name) ?? []), path]);
    }
  }
  const twice = [...places].filter(([, paths]) => paths.length > 1);
  const unused = Object.keys(words.namesakes).filter((name) => (places.get(name)?.length ?? 0) === 1);
  return [
    ...twice
      .filter(([name]) => !Object.hasOwn(words.namesakes, name))
      .map(([name, paths]) => `${paths.join(", ")}: all export "${name}"; one name, one thing`),
    ...unused.map((name) => `tools/words.json: "${name}" is exported once and needs no exception`),
  ];
}

/** @param {ts.Statement} statement */
function exportedNames(statement) {
  if (!ts.canHaveModifiers(statement)) return [];
  if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const declares =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return declares && statement.name !== undefined ? [statement.name.text] : [];
}

/** The files of the project whose words are checked. @returns {File[]} */
export function checkedFiles() {
  const inFolder = (/** @type {string} */ folder, /** @type {RegExp} */ pattern) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name).replaceAll("\\", "/"))
      .filter((path) => pattern.test(path) && !path.includes("node_modules/"));
  const paths = [
    ...inFolder("provider/src", /\.ts$/),
    ...inFolder("docs", /\.md$/),
    ...inFolder("examples", /\.md$/),
    ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "provider/README.md"],
  ];
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

if (process.argv[1] !== undefined && relative(process.argv[1], fileURLToPath(import.meta.url)) === "") {
  const found = findingsIn(checkedFiles());
  for (const finding of found) console.error(finding);
  if (found.length > 0) process.exitCode = 1;
}
