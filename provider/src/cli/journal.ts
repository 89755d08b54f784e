import type { Command } from "commander";
import { journalFolder } from "../support/journal-folder";
import { UserError } from "../support/user-error";
import { adviceFor, adviceForUnreadable, leftoverOf, leftoverOfUnreadable } from "./journal-advice";
import { type JournalFile, JournalFiles, type UnreadableFile } from "./journal-files";
import { shownEntry, summaryOf } from "./journal-summary";
import { printCreation, printList, printSection, printUnreadable } from "./journal-text";
import type { CommandResult, Options } from "./subcommand";
import type { Page } from "./terminal";

/** One of the commands of `hyperv-reference-points journal`. They ask no host, and need none to be configured. */
export interface JournalCommand {
  readonly name: string;
  readonly description: string;
  /** The argument that `run` is given as `id`. */
  readonly argument?: "<creationId>";
  run(journal: JournalFiles, page: Page | undefined, id: string): CommandResult | Promise<CommandResult>;
}

const list: JournalCommand = {
  name: "list",
  description: "Show the creations in the journal, of all stacks and backends.",
  run(journal, page) {
    const files = journal.list();
    if (page !== undefined) printList(page, journal.folder, files);
    const creations = files.flatMap((file) => ("entry" in file ? [summaryOf(file)] : []));
    const unreadable = files.flatMap((file) => ("entry" in file ? [] : [unreadableOf(file)]));
    return { result: { journal: journal.folder, creations, unreadable }, exitCode: 0 };
  },
};

const show: JournalCommand = {
  name: "show",
  description: "Show all that the journal knows of a creation, and what to do about it.",
  argument: "<creationId>",
  run(journal, page, id) {
    const file = journal.find(id);
    const advice = "entry" in file ? adviceFor(file) : adviceForUnreadable(file);
    if (page !== undefined) {
      printFile(page, file);
      printSection(page, "What to do", advice);
    }
    return { result: { journal: journal.folder, ...contentOf(file), advice }, exitCode: 0 };
  },
};

const forget: JournalCommand = {
  name: "forget",
  description: "Remove a creation from the journal. Deletes nothing on the host, and says what may be left there.",
  argument: "<creationId>",
  async run(journal, page, id) {
    const file = journal.find(id);
    if (file.isAtWork) {
      throw new UserError(
        "HVRP506",
        `the creation ${file.id} cannot be forgotten: a running process works on it. Wait until its command has ended, then run this again.`,
      );
    }
    const leftover = "entry" in file ? leftoverOf(file) : leftoverOfUnreadable;
    await journal.remove(file);
    if (page !== undefined) {
      page.write(`${page.paint("green", "forgotten")}\n`);
      printFile(page, file);
      printSection(page, "What may be left", leftover ?? "Nothing: it created nothing.");
    }
    return { result: { journal: journal.folder, forgotten: contentOf(file), leftover: leftover ?? null }, exitCode: 0 };
  },
};

/** Declares `journal` and its commands; `run` is given what one of them does. */
export function addJournalCommands(
  program: Command,
  environment: NodeJS.ProcessEnv,
  run: (command: string, work: (page: Page | undefined) => CommandResult | Promise<CommandResult>) => Promise<void>,
): void {
  const journal = program
    .command("journal")
    .description("Show the creations that the journal on this computer knows, and forget one. Asks no host.");
  for (const { name, description, argument, run: work } of [list, show, forget]) {
    const command = journal.command(name).description(description);
    if (argument !== undefined) command.argument(argument, "its id, or the first characters of it (6 or more)");
    command
      .option("--json", "print one JSON object and nothing else")
      .option("--journal <folder>", "folder of the journal; default HYPERV_RP_JOURNAL, else the one in Pulumi's home")
      .action((...given: unknown[]) =>
        run(`journal ${name}`, (page) =>
          work(journalOf(command.opts(), environment), page, argument === undefined ? "" : String(given[0])),
        ),
      );
  }
}

function journalOf({ journal }: Options, environment: NodeJS.ProcessEnv): JournalFiles {
  if (journal === "") throw new UserError("HVRP131", "--journal must not be empty");
  return new JournalFiles(journalFolder(journal === undefined ? undefined : String(journal), environment));
}

function printFile(page: Page, file: JournalFile): void {
  if ("entry" in file) printCreation(page, file);
  else printUnreadable(page, file);
}

/** What `--json` shows of one file. */
function contentOf(file: JournalFile) {
  if ("entry" in file) return { creation: summaryOf(file), entry: shownEntry(file.entry) };
  return { unreadable: { ...unreadableOf(file), text: file.text } };
}

function unreadableOf({ id, place, reason }: UnreadableFile) {
  return { id, file: place, reason };
}
