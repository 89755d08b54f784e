import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./setup/paths.mjs";

/*
 * Gathers every text that can end up before a person as an error or a warning of the package:
 *
 *     node tools/error-texts.mjs            place and text, one a line
 *     node tools/error-texts.mjs --text     the texts alone
 *
 * It follows messages backwards through the program: from what is given to an error's constructor, to the reason of a check,
 * to a zod schema or to the reporter's warnings, into constants, branches, functions and their arguments. What a text gets
 * only when it is shown is written as `…`; what the program itself may put there is a text of its own.
 */

/** @typedef {{ readonly text: string, readonly file: string, readonly line: number }} ErrorText */

const hole = "…";

/** A text with fewer words is a name, and stands in other texts. What fills a hole is told when it is a clause of its own. */
const leastWords = { message: 2, part: 3 };

/** Names under which the source hands on a message that is no argument of an error yet. */
const messageProperties = new Set(["reason", "reasons", "error", "message"]);

/** @returns {ErrorText[]} In the order of the source, each text once. */
export function errorTexts() {
  const all = [...textsOfProgram(openProgram()), ...textsOfBridge(join(root, "provider/bridge/hyperv-bridge.ps1"))];
  const first = new Map(all.toReversed().map((found) => [found.text, found]));
  return all.filter((found) => first.get(found.text) === found);
}

function openProgram() {
  const file = join(root, "provider/tsconfig.build.json");
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, "provider"), undefined, file);
  return ts.createProgram(fileNames, options);
}

/**
 * @param {ts.Program} program
 * @returns {ErrorText[]}
 */
function textsOfProgram(program) {
  const checker = program.getTypeChecker();
  const sources = program.getSourceFiles().filter((file) => !file.isDeclarationFile);
  const own = new Set(sources);

  /** Where each parameter and each property gets its values. @type {Map<ts.Node, ts.Expression[]>} */
  const values = new Map();
  /** @type {ts.Expression[]} */
  const messages = [];
  /** @type {ts.Expression[]} */
  const parts = [];
  for (const source of sources) visit(source);

  /** @type {ErrorText[]} */
  const texts = [];
  const followed = new Set();
  // Messages first: what one is made of may be one itself.
  for (const [queue, words] of /** @type {const} */ ([
    [messages, leastWords.message],
    [parts, leastWords.part],
  ])) {
    for (const expression of queue) {
      if (followed.has(expression)) continue;
      followed.add(expression);
      const text = spell(expression).replaceAll(/\s+/g, " ").trim();
      if (wordsIn(text) >= words && !text.startsWith("unreachable: ")) texts.push({ text, ...placeOf(expression) });
    }
  }
  return texts.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));

  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) visitCall(node);
    if (ts.isPropertyAssignment(node)) visitProperty(node, node.initializer);
    if (ts.isShorthandPropertyAssignment(node)) visitProperty(node, node.name);
    ts.forEachChild(node, visit);
  }

  /** @param {ts.CallExpression | ts.NewExpression} call */
  function visitCall(call) {
    const parameters = checker.getResolvedSignature(call)?.declaration?.parameters ?? [];
    for (const [index, argument] of (call.arguments ?? []).entries()) {
      const parameter = parameters[Math.min(index, parameters.length - 1)];
      if (parameter === undefined || !ts.isParameter(parameter)) continue;
      addValue(parameter, argument);
      if (isMessage(call, parameter, argument)) messages.push(argument);
    }
  }

  /**
   * @param {ts.CallExpression | ts.NewExpression} call
   * @param {ts.ParameterDeclaration} parameter
   * @param {ts.Expression} argument
   */
  function isMessage(call, parameter, argument) {
    const name = parameter.name.getText();
    const isConstruction = ts.isNewExpression(call) || call.expression.kind === ts.SyntaxKind.SuperKeyword;
    if (isConstruction) return name === "message" && isError(call);
    if (ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === "warning")
      return name === "text";
    const ofZod = parameter.getSourceFile().fileName.includes("/node_modules/zod/");
    return ofZod && ["params", "message", "error"].includes(name) && ts.isStringLiteralLike(argument);
  }

  /** @param {ts.CallExpression | ts.NewExpression} call `new X()`, or `super()` in the class X. */
  function isError(call) {
    const made = ts.isNewExpression(call) ? checker.getTypeAtLocation(call) : checker.getTypeAtLocation(classOf(call));
    return checker.typeToString(made) === "Error" || checker.getPropertyOfType(made, "stack") !== undefined;
  }

  /**
   * @param {ts.PropertyAssignment | ts.ShorthandPropertyAssignment} property
   * @param {ts.Expression} value
   */
  function visitProperty(property, value) {
    const name = property.name.getText();
    const declared = checker.getContextualType(property.parent)?.getProperty(name)?.declarations ?? [];
    for (const declaration of [...declared, property]) addValue(declaration, value);
    if (messageProperties.has(name)) messages.push(value);
  }

  /** @param {ts.Node} place @param {ts.Expression} value */
  function addValue(place, value) {
    values.set(place, [...(values.get(place) ?? []), value]);
  }

  /**
   * The constant words of an expression; whatever else may stand in it is followed on its own.
   *
   * @param {ts.Expression} expression
   * @returns {string}
   */
  function spell(expression) {
    if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) return spell(expression.expression);
    if (ts.isStringLiteralLike(expression)) return expression.text;
    if (ts.isTemplateExpression(expression)) {
      const spans = expression.templateSpans.map(({ expression: part, literal }) => spell(part) + literal.text);
      return expression.head.text + spans.join("");
    }
    if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      return spell(expression.left) + spell(expression.right);
    }
    const constant = constantOf(expression);
    if (constant !== undefined) return spell(constant);
    parts.push(...sourcesOf(expression));
    return hole;
  }

  /**
   * The text that a name stands for, when it is one.
   *
   * @param {ts.Expression} expression
   */
  function constantOf(expression) {
    if (!ts.isIdentifier(expression)) return undefined;
    const declaration = declarationOf(expression);
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    const isText =
      value &&
      (ts.isStringLiteralLike(value) ||
        ts.isTemplateExpression(value) ||
        (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.PlusToken));
    return isText ? value : undefined;
  }

  /**
   * The expressions from which the value of an expression may come.
   *
   * @param {ts.Expression} expression
   * @returns {readonly ts.Expression[]}
   */
  function sourcesOf(expression) {
    if (ts.isConditionalExpression(expression)) return [expression.whenTrue, expression.whenFalse];
    if (ts.isBinaryExpression(expression)) return [expression.left, expression.right];
    if (ts.isArrayLiteralExpression(expression)) return expression.elements;
    if (ts.isSpreadElement(expression) || ts.isAwaitExpression(expression)) return [expression.expression];
    // Looked up in a table: any of its texts.
    if (ts.isElementAccessExpression(expression)) return [expression.expression];
    if (ts.isObjectLiteralExpression(expression)) {
      return expression.properties.flatMap((property) =>
        ts.isPropertyAssignment(property) ? [property.initializer] : [],
      );
    }
    if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) return returnedBy(expression);
    if (ts.isNewExpression(expression)) return isError(expression) ? [] : (expression.arguments ?? []);
    if (ts.isIdentifier(expression)) return sourcesOfDeclaration(declarationOf(expression));
    if (ts.isPropertyAccessExpression(expression)) return sourcesOfDeclaration(declarationOf(expression.name));
    if (!ts.isCallExpression(expression)) return [];
    // The names in a table are no texts.
    if (expression.expression.getText() === "Object.keys") return [];
    const called = checker.getResolvedSignature(expression)?.declaration;
    // What makes a text printable hands on the text that it is given here, not that of all its callers.
    if (called?.getSourceFile().fileName.endsWith("/support/printable.ts")) return expression.arguments.slice(0, 1);
    if (called !== undefined && own.has(called.getSourceFile())) return returnedBy(called);
    // A method of the language, such as join or map: of what it is called on, by what it is given.
    const of = ts.isPropertyAccessExpression(expression.expression) ? [expression.expression.expression] : [];
    return [...of, ...expression.arguments];
  }

  /**
   * @param {ts.Node | undefined} declaration
   * @returns {readonly ts.Expression[]}
   */
  function sourcesOfDeclaration(declaration) {
    if (declaration === undefined || !own.has(declaration.getSourceFile())) return [];
    if (ts.isVariableDeclaration(declaration)) {
      const { initializer, parent } = declaration;
      if (ts.isForOfStatement(parent.parent)) return [parent.parent.expression];
      return initializer ? [initializer] : [];
    }
    if (!ts.isBindingElement(declaration)) return values.get(declaration) ?? [];
    const name = (declaration.propertyName ?? declaration.name).getText();
    const property = checker.getTypeAtLocation(declaration.parent).getProperty(name)?.declarations ?? [];
    const fallback = declaration.initializer ? [declaration.initializer] : [];
    return [...fallback, ...property.flatMap((place) => values.get(place) ?? [])];
  }

  /** @param {ts.Node} name */
  function declarationOf(name) {
    let symbol = checker.getSymbolAtLocation(name);
    if (symbol && ts.isShorthandPropertyAssignment(name.parent)) {
      symbol = checker.getShorthandAssignmentValueSymbol(name.parent);
    }
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    return symbol?.declarations?.[0];
  }

  /**
   * @param {ts.Node} node
   * @returns {{ file: string, line: number }}
   */
  function placeOf(node) {
    const source = node.getSourceFile();
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    return { file: relative(root, source.fileName).replaceAll("\\", "/"), line: line + 1 };
  }
}

/**
 * What a function returns, those of its own in it left out.
 *
 * @param {ts.Node} called
 * @returns {ts.Expression[]}
 */
function returnedBy(called) {
  if (ts.isArrowFunction(called) && !ts.isBlock(called.body)) return [called.body];
  /** @type {ts.Expression[]} */
  const found = [];
  const look = (/** @type {ts.Node} */ node) => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
  };
  ts.forEachChild(called, look);
  return found;
}

/** @param {ts.Node} node @returns {ts.ClassLikeDeclaration} */
function classOf(node) {
  let at = node;
  while (!ts.isClassLike(at)) at = at.parent;
  return at;
}

/**
 * The texts that the bridge script throws. An error that it passes on is the host's.
 *
 * @param {string} script
 * @returns {ErrorText[]}
 */
function textsOfBridge(script) {
  const file = relative(root, script).replaceAll("\\", "/");
  return readFileSync(script, "utf8")
    .split("\n")
    .flatMap((content, index) => {
      const thrown = /\bthrow\b(.*)/
        .exec(content.replace(/^\s*#.*/, ""))?.[1]
        ?.replace(/[\s}]+$/, "")
        .trim();
      if (thrown === undefined || thrown === "") return [];
      const text = /^(?:\(New-HvError '[\w.]+' )?(?:'([^']*)'|"([^"]*)")\)?$/.exec(thrown);
      const line = index + 1;
      if (text === null) throw new Error(`${file}:${line}: it cannot be told what this throws: ${thrown}`);
      return [{ text: text[1] ?? (text[2] ?? "").replaceAll(/\$\w+/g, hole), file, line }];
    });
}

/** @param {string} text */
function wordsIn(text) {
  return text.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bare = process.argv.includes("--text");
  for (const { text, file, line } of errorTexts()) console.log(bare ? text : `${file}:${line}\t${text}`);
}
