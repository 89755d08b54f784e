import { Transform, type TransformCallback } from "node:stream";

/** Cursor and keypad sequences, which PowerShell 7 writes on Linux and macOS even into a pipe. */
const terminalSequences = new RegExp(`${String.fromCharCode(27)}(?:\\[[0-?]*[ -/]*[@-~]|[=>])`, "g");

const mostCharactersOfALine = 64 * 1024 * 1024;
const mostCharactersHandedOn = 64 * 1024;

export interface LineFilterOptions {
  /** Sees each line; what it returns is handed on, without terminal sequences and trailing blanks. */
  readonly line: (line: string) => string;
  /** Sees what comes after the last line end, when the output ends. */
  readonly rest?: (text: string) => void;
  /** One line, or all that was handed on since `reset`, is longer than can be right. */
  readonly flood: () => void;
}

/**
 * Stands between an output of the shell and node-powershell, which gets whole lines, each in a chunk of its own that ends
 * with the line. It looks for its delimiters only at the end of what has arrived: output in one piece with CR LF, or one
 * terminal sequence after a delimiter, and it waits for ever.
 */
export class LineFilter extends Transform {
  readonly #options: LineFilterOptions;
  #line: string[] = [];
  #lineLength = 0;
  #handedOn = 0;

  constructor(options: LineFilterOptions) {
    super({ decodeStrings: false });
    this.#options = options;
  }

  /** Counts anew what is handed on. */
  reset(): void {
    this.#handedOn = 0;
  }

  override _transform(chunk: string | Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const [first = "", ...others] = String(chunk).split("\n");
    this.#continueLine(first);
    for (const piece of others) {
      this.#endLine();
      this.#continueLine(piece);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#line.length > 0) this.#options.rest?.(this.#line.join(""));
    done();
  }

  #continueLine(piece: string): void {
    if (piece === "") return;
    this.#lineLength += piece.length;
    if (this.#lineLength > mostCharactersOfALine) this.#options.flood();
    else this.#line.push(piece);
  }

  #endLine(): void {
    const line = this.#line.join("");
    this.#line = [];
    this.#lineLength = 0;
    const rest = this.#options.line(line).replace(terminalSequences, "").trimEnd();
    if (rest === "") return;
    this.#handedOn += rest.length;
    if (this.#handedOn > mostCharactersHandedOn) this.#options.flood();
    else this.push(`${rest}\n`);
  }
}
