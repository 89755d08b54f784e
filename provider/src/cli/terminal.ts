import { printable } from "../support/printable";

/** What a command writes for a user to read. */
export interface Page {
  /** Columns to which running text is wrapped. */
  readonly width: number;
  write(text: string): void;
  /** Gives a text a colour, where colours are shown. */
  paint(colour: Colour, text: string): string;
}

export type Colour = keyof typeof codes;

const codes = { green: 32, yellow: 33, red: 31, grey: 90, bold: 1 } as const;

const widest = 100;
const usual = 80;

/** A page on an output stream: coloured and as wide as the terminal, when it is one and nobody objects. */
export function pageOn(stream: NodeJS.WritableStream & Partial<NodeJS.WriteStream>): Page {
  const coloured = stream.isTTY === true && stream.hasColors?.() === true;
  return {
    width: Math.max(40, Math.min(stream.columns || usual, widest)),
    write: (text) => void stream.write(`${text}\n`),
    paint: (colour, text) => (coloured ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text),
  };
}

/**
 * Wraps running text between words. Words longer than a line stay whole, so that ids and paths can be copied. All lines but
 * the first are indented; the first is taken to stand after as many columns already.
 */
export function wrap(text: string, width: number, indent = 0): string {
  const lines = text.split(/\r?\n/).flatMap((line) => wrapLine(printable(line), Math.max(20, width - indent)));
  return lines.join(`\n${" ".repeat(indent)}`);
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ").filter((word) => word !== "")) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return current === "" ? lines : [...lines, current];
}

/** Rows in columns as wide as their widest cell. Columns of numbers are named, and stand to the right. */
export function table(rows: readonly (readonly string[])[], numeric: readonly number[] = []): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return numeric.includes(column) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
