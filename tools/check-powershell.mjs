/*
 * Checks the syntax of our PowerShell scripts, with or without a PowerShell: node tools/check-powershell.mjs
 * A script must parse, and hold nothing that Windows PowerShell 5.1 does not know.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Language, Parser } from "web-tree-sitter";

/** The commands that a script may call besides its own functions, with their parameters in Windows PowerShell 5.1. */
const knownCommands = new Map(
  Object.entries({
    "Add-Member": ["InputObject", "NotePropertyName", "NotePropertyValue"],
    "ConvertFrom-Json": ["InputObject"],
    "ConvertTo-Json": ["InputObject", "Depth", "Compress"],
    "Get-CimAssociatedInstance": ["InputObject", "ResultClassName", "Association", "CimSession"],
    "Get-CimClass": ["Namespace", "ClassName", "CimSession"],
    "Get-CimInstance": ["Namespace", "ClassName", "Filter", "InputObject", "CimSession"],
    "Get-Command": ["Name", "ErrorAction"],
    "Get-Module": ["ListAvailable", "Name"],
    "Import-Module": ["Name"],
    "Invoke-CimMethod": ["InputObject", "MethodName", "Arguments", "CimSession"],
    "New-CimInstance": ["ClientOnly", "Namespace", "ClassName", "CimClass", "Property", "Key"],
    "New-CimSession": ["ComputerName", "Port", "Authentication", "Credential", "SessionOption"],
    "New-CimSessionOption": ["Protocol", "UseSsl"],
    "New-Object": ["TypeName", "ArgumentList"],
    "Remove-Item": ["LiteralPath"],
    "Set-StrictMode": ["Version"],
  }).map(([name, parameters]) => [name.toLowerCase(), parameters.map((parameter) => parameter.toLowerCase())]),
);

const newVariables = /^\$(?:IsWindows|IsLinux|IsMacOS|IsCoreCLR|PSStyle|EnabledExperimentalFeatures)$/i;
/** `u{...} and `e, unless the backtick is itself escaped. */
const newEscapes = /(?<!`)(?:``)*`[ue]/;

/** @typedef {import("web-tree-sitter").Node} Node */

/** @type {Parser | undefined} */
let parser;

/**
 * What is wrong with a script, each with its line: nothing, when it is good.
 *
 * @param {string} text
 * @param {string} [loaded] A script that this one loads, whose functions it may call.
 */
export async function problemsOf(text, loaded = "") {
  parser ??= await openParser();
  /** @type {string[]} */
  const problems = [];
  const report = (/** @type {number} */ line, /** @type {string} */ what) => problems.push(`${line + 1}: ${what}`);
  for (const [line, content] of text.split("\n").entries()) {
    if (/[^\t\x20-\x7e]/.test(content.replace(/\r$/, ""))) report(line, "only ASCII reads the same in every code page");
  }
  const rootNode = parser.parse(text)?.rootNode;
  if (!rootNode) return ["it cannot be parsed"];
  const functions = new Set([...functionsOf(rootNode), ...functionsOf(parser.parse(loaded)?.rootNode)]);
  for (const node of nodesOf(rootNode)) {
    const problem = problemOf(node, functions);
    if (problem !== undefined) report(node.startPosition.row, problem);
  }
  return problems;
}

/** @param {Node | undefined} rootNode */
function functionsOf(rootNode) {
  return (rootNode?.descendantsOfType("function_name") ?? []).map((name) => name.text.toLowerCase());
}

/**
 * @param {Node} node
 * @param {ReadonlySet<string>} functions
 * @returns {string | undefined}
 */
function problemOf(node, functions) {
  if (node.isMissing) return `${node.type} is missing`;
  switch (node.type) {
    case "ERROR":
      return `syntax error (or syntax that Windows PowerShell 5.1 does not know) at ${JSON.stringify(node.text.slice(0, 40))}`;
    case "pipeline_chain_tail":
      return "Windows PowerShell 5.1 does not know && and ||";
    case "class_statement":
    case "enum_statement":
      return "classes and enumerations differ between versions, and load before the script can say so";
    case "variable":
      return newVariables.test(node.text) ? `Windows PowerShell 5.1 has no ${node.text}` : undefined;
    case "expandable_string_literal":
    case "expandable_here_string_literal":
      return newEscapes.test(node.text) ? "Windows PowerShell 5.1 does not know the escapes `u and `e" : undefined;
    case "command":
      return problemOfCommand(node, functions);
    default:
      return undefined;
  }
}

/**
 * @param {Node} node
 * @param {ReadonlySet<string>} functions
 * @returns {string | undefined}
 */
function problemOfCommand(node, functions) {
  const name = node.childForFieldName("command_name")?.text ?? "";
  if (/^[0-9]/.test(name)) return `Windows PowerShell 5.1 does not know the number ${name}`;
  // What is called by a variable is not known here.
  if (name.startsWith("$") || functions.has(name.toLowerCase())) return undefined;
  const parameters = knownCommands.get(name.toLowerCase());
  if (parameters === undefined) return `${name} is not among the commands known to be in Windows PowerShell 5.1`;
  const given = node.descendantsOfType("command_parameter").filter((parameter) => isOf(parameter, node));
  const unknown = given.find(({ text }) => !parameters.includes(text.slice(1).replace(/:$/, "").toLowerCase()));
  return unknown && `${name} ${unknown.text} is not among the parameters known to be in Windows PowerShell 5.1`;
}

/**
 * Whether a parameter belongs to this command, and not to one in its arguments.
 *
 * @param {Node} parameter
 * @param {Node} command
 */
function isOf(parameter, command) {
  let node = parameter.parent;
  while (node !== null && node.type !== "command") node = node.parent;
  return node?.id === command.id;
}

/**
 * @param {Node} node
 * @returns {Generator<Node>}
 */
function* nodesOf(node) {
  yield node;
  if (node.type === "ERROR") return;
  for (const child of node.children) yield* nodesOf(child);
}

async function openParser() {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");
  const opened = new Parser();
  opened.setLanguage(await Language.load(grammar));
  return opened;
}

const isMain = process.argv[1] === fileURLToPath(import.meta.url);
if (isMain) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const bridge = "provider/bridge/hyperv-bridge.ps1";
  const stubs = readdirSync(join(root, "test/support/real-powershell")).filter((name) => name.endsWith(".ps1"));
  const scripts = [bridge, ...stubs.map((name) => `test/support/real-powershell/${name}`)];
  for (const script of scripts) {
    const loaded = script === bridge ? "" : readFileSync(join(root, bridge), "utf8");
    for (const problem of await problemsOf(readFileSync(join(root, script), "utf8"), loaded)) {
      console.error(`${script}:${problem}`);
      process.exitCode = 1;
    }
  }
  if (process.exitCode === undefined) console.log(`Checked ${scripts.length} PowerShell scripts.`);
}
