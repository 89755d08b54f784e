/** Where a text stops being JSON. The engine's own message names a place only sometimes, and differs by version. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly found: string;
}

const mark = /[{}[\],:]/;
const text = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/u;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/;
const word = /(?:true|false|null)\b/;
const token = new RegExp(`\\s*(?:(${mark.source})|(${text.source}|${number.source}|${word.source}))`, "uy");

/** What may come next. `firstKey` and `firstItem` allow the container to close at once. */
type Expected = "value" | "firstItem" | "firstKey" | "key" | "colon" | "commaOrEnd" | "nothing";

/** The first place at which a text is not JSON; call it only for a text that `JSON.parse` refuses. */
export function findJsonError(text: string): JsonError {
  const open: string[] = [];
  let expected: Expected = "value";
  token.lastIndex = 0;
  for (;;) {
    const start = skipSpace(text, token.lastIndex);
    const next = token.exec(text);
    if (next === null) return errorAt(text, start);
    const after = follow(expected, next[1], next[2], open);
    if (after === undefined) return errorAt(text, start);
    expected = after;
  }
}

function follow(
  expected: Expected,
  mark: string | undefined,
  scalar: string | undefined,
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
  if (expected === "key" || expected === "firstKey") return scalar?.startsWith('"') === true ? "colon" : undefined;
  if (mark === "{" || mark === "[") {
    open.push(mark === "{" ? "}" : "]");
    return mark === "{" ? "firstKey" : "firstItem";
  }
  if (scalar === undefined) return undefined;
  return open.length === 0 ? "nothing" : "commaOrEnd";
}

function skipSpace(text: string, from: number): number {
  const offset = text.slice(from).search(/\S/);
  return offset === -1 ? text.length : from + offset;
}

function errorAt(text: string, position: number): JsonError {
  const lines = text.slice(0, position).split("\n");
  return {
    line: lines.length,
    column: (lines.at(-1) ?? "").length + 1,
    found: position >= text.length ? "the end of the file" : JSON.stringify(text[position]),
  };
}
