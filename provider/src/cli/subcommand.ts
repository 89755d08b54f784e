import type { Command } from "commander";
import type { CimSession } from "../cim/session";
import type { HostConnection } from "../hosts/configuration";
import type { CommandInputs } from "./inputs";
import type { Page } from "./terminal";

/** One of the commands of `hyperv-reference-points`. */
export interface Subcommand {
  readonly name: string;
  readonly description: string;
  /** Declares its own options, beside those that all have. */
  readonly addOptions?: (command: Command) => void;
  /** Whether it fails where all hosts are gone for good, so that none is asked. */
  readonly needsAnswer?: (options: Options) => boolean;
  run(invocation: Invocation, options: Options): Promise<CommandResult>;
}

export type Options = Readonly<Record<string, unknown>>;

/** What a subcommand is given. */
export interface Invocation {
  readonly connection: HostConnection;
  /** Folder of the journal that a provider with the same settings would use. */
  readonly journal: string;
  /** How a user knows the host, printable. */
  readonly host: string;
  /** What the output calls it among several hosts. */
  readonly name: string | undefined;
  /** What a program calls it, by the input `host`; absent where the configuration names a single connection. */
  readonly hostName: string | undefined;
  /** Opened by the first call, and closed when the command is over. */
  readonly session: CimSession;
  /** Where to write for a user; absent when the result goes out as JSON. */
  readonly page: Page | undefined;
  readonly inputs: CommandInputs;
  readonly environment: NodeJS.ProcessEnv;
}

/** A virtual machine that a host was asked about and does not have. */
export interface MissingVm {
  readonly name: string;
  /** Names of the host that differ from it in case only. */
  readonly alike: readonly string[];
}

/** How a subcommand ends. */
export interface CommandResult {
  /** What `--json` shows. */
  readonly result: Readonly<Record<string, unknown>>;
  /** What the table of several hosts shows. Default: whether something is wrong. */
  readonly summary?: string;
  /** What the host does not have: an error where no other host has it. */
  readonly missing?: MissingVm;
  /** 1: something is wrong. 3: something was found that was not to be there. */
  readonly exitCode: 0 | 1 | 3;
}
