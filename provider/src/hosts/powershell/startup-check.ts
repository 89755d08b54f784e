/** Why a program that was started cannot be the shell. */
export type Misfit = "language NoLanguage" | "echo" | "no-powershell";

/** What NoLanguage mode says of every line. The id is the same in all languages, and PowerShell 7 speaks English only. */
const noLanguage = /\bScriptsNotAllowed\b|\bno-language mode\b/i;

/** The command by which node-powershell writes its delimiters, twice around each line that is sent. */
const delimiterCommand = "[Console]::Out.WriteLine(";

/** A refusal of the bridge comes on the other stream, so it may come a little later. */
const millisecondsForARefusal = 1_000;

/**
 * Watches what a program writes until it has carried out its first command, and tells when it never will: otherwise that
 * shows only when the time to start is over.
 */
export class StartupCheck {
  readonly #found: (misfit: Misfit) => void;
  #quoted = 0;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(found: (misfit: Misfit) => void) {
    this.#found = found;
  }

  /** A line of standard output. */
  output(line: string): void {
    if (this.#over || line.trim() === "") return;
    if (line.includes(delimiterCommand)) this.#end("echo");
    else if (line.includes("<<hvrp:") || isDelimiter(line)) this.#end(undefined);
  }

  /** A line of the error stream. */
  error(line: string): void {
    if (this.#over) return;
    if (noLanguage.test(line)) this.#end("language NoLanguage");
    else if (line.includes(delimiterCommand)) this.#quote();
  }

  /** The program has ended by itself. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** The command is quoted to complain of it. In ConstrainedLanguage mode PowerShell does so too, and refuses by a frame. */
  #quote(): void {
    this.#quoted += 1;
    if (this.#quoted < 2) return;
    this.#timer ??= setTimeout(() => this.#end("no-powershell"), millisecondsForARefusal);
  }

  #end(misfit: Misfit | undefined): void {
    if (this.#over) return;
    this.stop();
    if (misfit !== undefined) this.#found(misfit);
  }
}

/** What node-powershell lets the shell write before and after each line that is sent. */
export function isDelimiter(line: string): boolean {
  return /^[0-9A-Za-z]{16}$/.test(line.trim());
}
