import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { UserError } from "../support/user-error";
import { parseStackConfiguration, type StackSettings } from "./stack-config";
import { parseStackExport, type StackExport } from "./stack-export";

/** The files that a command is given. Each is read once, however many hosts it is for. */
export class CommandInputs {
  #exports: Promise<readonly StackExport[]> | undefined;

  constructor(
    readonly options: Readonly<Record<string, unknown>>,
    readonly stdin: NodeJS.ReadableStream,
  ) {
    const { config, state } = options;
    const all = [config, ...(Array.isArray(state) ? state : [])];
    if (all.filter((file) => file === "-").length > 1) {
      throw new UserError("HVRP131", "-: standard input can be read once, for --config or for one --state");
    }
  }

  /** What `--config` names. */
  async configuration(): Promise<StackSettings | undefined> {
    const { config } = this.options;
    if (typeof config !== "string") return undefined;
    return parseStackConfiguration(await this.#read("--config", config), nameOf(config));
  }

  /** What `--state` names. */
  stackExports(files: readonly string[]): Promise<readonly StackExport[]> {
    this.#exports ??= Promise.all(
      files.map(async (file) => parseStackExport(await this.#read("--state", file), nameOf(file))),
    );
    return this.#exports;
  }

  async #read(option: string, file: string): Promise<string> {
    return textOf(file === "-" ? await buffer(this.stdin) : await contentOf(option, file));
  }
}

function nameOf(file: string): string {
  return file === "-" ? "standard input" : file;
}

async function contentOf(option: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : message;
    throw new UserError(option === "--state" ? "HVRP133" : "HVRP135", `${option} ${file}: ${why}`);
  }
}

/** Windows PowerShell writes UTF-16 when output is redirected into a file. */
function textOf(content: Buffer): string {
  const encoding = content[0] === 0xff && content[1] === 0xfe ? "utf-16le" : "utf-8";
  return new TextDecoder(encoding).decode(content);
}
