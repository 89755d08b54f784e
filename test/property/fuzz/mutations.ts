import fc from "fast-check";

/*
 * Takes a good document and damages it as whoever wants to do harm would: another value, another key or another type at any
 * place, then perhaps bytes of the text.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const hostileTexts = [
  "",
  "__proto__",
  "constructor",
  "../../../etc/passwd",
  "\u0000",
  "\u001b[2J",
  "\r\n##vso[task.setvariable]x",
  "::error::x",
  "\ud800",
  "\u202e\u200b",
  "''\"`$(id)",
  "urn:pulumi:dev::test::type::test",
  "pending:",
  "x".repeat(100_000),
];

const hostileNumbers = [-1, 0, 1.5, 1e308, 2 ** 53, -(2 ** 31), 4_294_967_296, 8_640_000_000_000_001];

/** Stands for lists in lists, of which only the text is written. */
const deep = "as deep as it gets";
const deepText = `${"[".repeat(2_000)}${"]".repeat(2_000)}`;

const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Json>(...hostileTexts) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(...hostileNumbers) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(null, true, false, [], {}, [[]], { a: {} }) },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> },
  { weight: 1, arbitrary: fc.constant(deep) },
);

interface Edit {
  readonly place: number;
  readonly does: "replace" | "remove" | "double" | "rename" | "add";
  readonly value: Json;
  readonly key: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  place: fc.nat(),
  does: fc.constantFrom("replace", "replace", "replace", "remove", "double", "rename", "add"),
  value,
  key: fc.constantFrom(...hostileTexts),
});

/** A good document, damaged once to four times. */
export function damagedJson(good: readonly Json[]): fc.Arbitrary<Json> {
  return fc
    .tuple(fc.constantFrom(...good), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([document, edits]) => edits.reduce(edited, document));
}

/** Its text, of which bytes may be damaged too. */
export function damagedText(good: readonly Json[]): fc.Arbitrary<string> {
  const cut = fc.tuple(
    fc.nat(),
    fc.nat({ max: 20 }),
    fc.constantFrom("", "\u0000", "{", '"', "\\", "\ufeff", "[", "9"),
  );
  return fc.tuple(damagedJson(good), fc.array(cut, { maxLength: 2 })).map(([document, cuts]) =>
    cuts.reduce((text, [at, length, inserted]) => {
      const place = text.length === 0 ? 0 : at % text.length;
      return text.slice(0, place) + inserted + text.slice(place + length);
    }, textOf(document)),
  );
}

/** `__proto__` becomes a key of the text, which no literal can say. */
export function textOf(document: Json): string {
  if (Array.isArray(document)) return `[${document.map(textOf).join(",")}]`;
  if (document === deep) return deepText;
  if (typeof document !== "object" || document === null) return JSON.stringify(document);
  const fields = Object.entries(document).map(([key, field]) => `${JSON.stringify(key)}:${textOf(field)}`);
  return `{${fields.join(",")}}`;
}

function edited(document: Json, { place, does, value, key }: Edit): Json {
  const places = countOf(document);
  let left = place % places;
  const walk = (node: Json): Json | undefined => {
    if (left-- === 0) return actOn(node, does, value, key);
    if (Array.isArray(node)) return node.flatMap((item) => walk(item) ?? []);
    if (typeof node !== "object" || node === null) return node;
    const fields = Object.entries(node).flatMap(([name, field]): [string, Json][] => {
      const isHere = left === 0;
      const walked = walk(field);
      if (walked === undefined) return [];
      return isHere && does === "rename" ? [[key, walked]] : [[name, walked]];
    });
    return Object.fromEntries(fields);
  };
  return walk(document) ?? null;
}

function actOn(node: Json, does: Edit["does"], value: Json, key: string): Json | undefined {
  switch (does) {
    case "replace":
      return value;
    case "remove":
      return undefined;
    case "rename":
      return node;
    case "double":
      return Array.isArray(node) ? [...node, ...node] : [node, node];
    case "add":
      return Array.isArray(node) || typeof node !== "object" || node === null
        ? [node, value]
        : Object.fromEntries([...Object.entries(node), [key, value]]);
  }
}

function countOf(node: Json): number {
  if (typeof node !== "object" || node === null) return 1;
  return Object.values(node).reduce<number>((sum, child) => sum + countOf(child), 1);
}
