import type { Behaviour } from "./behaviour";

/** What the stand-in writes, in the chunks and with the line ends that its behaviour asks for. */
export class Output {
  readonly #behaviour: Behaviour;
  readonly newline: string;
  #delimiters = 0;
  #whole = "";

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.newline = behaviour.newline ?? "\n";
    // Whoever has given it up reads no more; a PowerShell goes on with its line all the same.
    process.stdout.on("error", () => undefined);
    process.stderr.on("error", () => undefined);
  }

  async write(text: string): Promise<void> {
    if (text === "") return;
    if (this.#behaviour.chunks === "whole") {
      this.#whole += text;
    } else if (this.#behaviour.chunks === "bytes") {
      for (const byte of Buffer.from(text)) {
        process.stdout.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
    } else {
      process.stdout.write(text);
    }
  }

  line(text: string): Promise<void> {
    return this.write(`${text}${this.newline}`);
  }

  /** The delimiters come in pairs: before and after a command. */
  async delimiter(text: string): Promise<void> {
    this.#delimiters += 1;
    const closes = this.#delimiters % 2 === 0;
    await this.write(`${text}${this.newline}${closes ? (this.#behaviour.afterDelimiter ?? "") : ""}`);
    if (closes && this.#whole !== "") {
      process.stdout.write(this.#whole);
      this.#whole = "";
    }
  }

  complain(text: string): void {
    process.stderr.write(`${text}${this.newline}`);
  }
}
