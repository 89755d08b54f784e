/** Where a text stops being JSON. The engine's own message names a place only sometimes, and differs by version. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly found: string;
}

const marks = new Set("{}[],:");
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const word = /(?:true|false|null)\b/y;

/** What may come next. `firstKey` and `firstItem` allow the container to close at once. */
type Expected = "value" | "firstItem" | "firstKey" | "key" | "colon" | "commaOrEnd" | "nothing";

/** The first place at which a text is not JSON; call it only for a text that `JSON.parse` refuses. */
export function findJsonError(text: string): JsonError {
  const open: string[] = [];
  let expected: Expected = "value";
  for (let start = skipSpace(text, 0); ; ) {
    const mark = marks.has(text.charAt(start)) ? text.charAt(start) : undefined;
    const end = mark === undefined ? endOfScalar(text, start) : start + 1;
    const after: Expected | undefined =
      end === undefined ? undefined : follow(expected, mark, text.charAt(start), open);
    if (end === undefined || after === undefined) return errorAt(text, start);
    expected = after;
    start = skipSpace(text, end);
  }
}

/** A string by hand: an expression that repeats itself runs out of stack on one of megabytes. */
function endOfScalar(text: string, start: number): number | undefined {
  if (text.charAt(start) === '"') return endOfString(text, start + 1);
  for (const scalar of [number, word]) {
    scalar.lastIndex = start;
    if (scalar.test(text)) return scalar.lastIndex;
  }
  return undefined;
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) return at + 1;
    if (character < 0x20) return undefined;
    if (character !== 0x5c) continue;
    const sequence = escapeSequence.exec(text.slice(at, at + 6))?.[0];
    if (sequence === undefined) return undefined;
    at += sequence.length - 1;
  }
  return undefined;
}

const escapeSequence = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;

function follow(
  expected: Expected,
  mark: string | undefined,
  /** The first character of what is no mark. */
  scalar: string,
  open: string[],
): Expected | undefined {
  if (expected === "colon") return mark === ":" ? "value" : undefined;
  if (expected === "nothing") return undefined;
  if (mark === "}" || mark === "]") {
    const mayClose = expected === "commaOrEnd" || expected === (mark === "}" ? "firstKey" : "firstItem");
    if (!mayClose || open.pop() !== mark) return undefined;
    return open.length === 0 ? "nothing" : "commaOrEnd";
  }
  if (expected === "commaOrEnd") return mark === "," ? (open.at(-1) === "}" ? "key" : "value") : undefined;
  if (expected === "key" || expected === "firstKey") return scalar === '"' ? "colon" : undefined;
  if (mark === "{" || mark === "[") {
    open.push(mark === "{" ? "}" : "]");
    return mark === "{" ? "firstKey" : "firstItem";
  }
  if (mark !== undefined) return undefined;
  return open.length === 0 ? "nothing" : "commaOrEnd";
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at += 1;
  return at;
}

function errorAt(text: string, position: number): JsonError {
  const lines = text.slice(0, position).split("\n");
  return {
    line: lines.length,
    column: (lines.at(-1) ?? "").length + 1,
    found: position >= text.length ? "the end of the file" : JSON.stringify(text[position]),
  };
}
