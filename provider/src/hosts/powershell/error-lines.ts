import { hostText } from "../../support/printable";

const firstLines = 10;
const lastLines = 10;
const charactersOfALine = 300;

/**
 * What a program writes to its error stream: the first lines, which name the cause (ssh warns of a changed host key, .NET
 * names the exception), and the last ones, which name the end. Secrets that a program echoes are not kept.
 */
export class ErrorLines {
  readonly #secrets: readonly string[];
  readonly #first: string[] = [];
  readonly #last: string[] = [];
  #left = 0;

  constructor(secrets: readonly string[] = []) {
    this.#secrets = secrets.filter((secret) => secret !== "");
  }

  add(line: string): void {
    // Lines of nothing but a frame, as ssh draws around its warnings, say nothing.
    if (!/[\p{L}\p{N}]/u.test(line)) return;
    const bare = this.#secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line);
    const shown = hostText(bare.trim(), charactersOfALine);
    if (this.#first.length < firstLines) this.#first.push(shown);
    else this.#last.push(shown);
    if (this.#last.length <= lastLines) return;
    this.#last.shift();
    this.#left += 1;
  }

  clear(): void {
    this.#first.length = 0;
    this.#last.length = 0;
    this.#left = 0;
  }

  /** One a line. */
  get text(): string {
    const left = this.#left === 0 ? [] : [`(${this.#left} more lines)`];
    return [...this.#first, ...left, ...this.#last].join("\n");
  }
}
