import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { count, pageOn, table, wrap } from "../../../provider/src/cli/terminal";

function stream(terminal: Partial<NodeJS.WriteStream> = {}) {
  const written: string[] = [];
  const writable = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { written, stream: Object.assign(writable, terminal) };
}

describe("a page", () => {
  test.each<[string, Partial<NodeJS.WriteStream>, string]>([
    ["a pipe", {}, "ok"],
    ["a terminal", { isTTY: true, hasColors: () => true }, "\u001b[32mok\u001b[0m"],
    ["a terminal where NO_COLOR is set, or that has none", { isTTY: true, hasColors: () => false }, "ok"],
  ])("is coloured where colours are wanted: %s", (_, terminal, expected) => {
    expect(pageOn(stream(terminal).stream).paint("green", "ok")).toBe(expected);
  });

  test.each([
    [undefined, 80],
    [0, 80],
    [20, 40],
    [90, 90],
    [300, 100],
  ])("is as wide as can be read: %s columns give %i", (columns, width) => {
    expect(pageOn(stream(columns === undefined ? {} : { columns }).stream).width).toBe(width);
  });

  test("is written line by line", () => {
    const { written, stream: output } = stream();
    pageOn(output).write("one");
    expect(written).toEqual(["one\n"]);
  });
});

describe("running text", () => {
  test("is wrapped between words and indented from the second line on", () => {
    expect(wrap("one two three four five six seven", 24, 4)).toBe("one two three four\n    five six seven");
  });

  test("keeps long words whole and line ends where they are", () => {
    const id = "Microsoft:5A100000-0000-4000-8000-000000000001";
    expect(wrap(`see ${id} now\nand then`, 30)).toBe(`see\n${id}\nnow\nand then`);
  });

  test("never steers a terminal", () => {
    expect(wrap("a\u001bb\r\nc", 40)).toBe("a\\u001bb\nc");
  });
});

test("a table is as wide as its cells, and numbers stand to the right", () => {
  const rows = [
    ["name", "points"],
    ["sql01", "7"],
    ["a longer name", "120"],
  ];
  expect(table(rows, [1])).toBe("name           points\nsql01               7\na longer name     120");
});

test("a count agrees with its noun", () => {
  expect([count(0, "point"), count(1, "point"), count(2, "point")]).toEqual(["0 points", "1 point", "2 points"]);
});
