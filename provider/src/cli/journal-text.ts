import type { CreationRecord } from "../creation/record";
import { printable } from "../support/printable";
import type { JournalFile, ReadableFile, UnreadableFile } from "./journal-files";
import { type CreationSummary, summaryOf } from "./journal-summary";
import { count, type Page, table, wrap } from "./terminal";

const columns = ["creation", "stack", "resource", "phase", "status", "VM or group", "called at", "point", "backend"];

export function printList(page: Page, folder: string, files: readonly JournalFile[]): void {
  const readable = files.flatMap((file) => ("entry" in file ? [file] : []));
  const unreadable = files.flatMap((file) => ("entry" in file ? [] : [file]));
  const doubt = unreadable.length === 0 ? "" : `, ${count(unreadable.length, "unreadable file")}`;
  page.write(wrap(`journal ${folder}: ${count(readable.length, "creation")}${doubt}`, page.width, 2));
  if (readable.length > 0) page.write(`\n${table([columns, ...readable.map((file) => rowOf(summaryOf(file)))])}`);
  if (unreadable.length > 0) page.write("");
  for (const { id, reason } of unreadable) {
    page.write(`${page.paint("yellow", "unreadable")}  ${wrap(`${id}: ${reason}`, page.width, 12)}`);
  }
}

function rowOf({ creationId, stack, resource, phase, status, target, calledAt, pointId, backend }: CreationSummary) {
  return [
    creationId,
    stack ?? "-",
    resource ?? "-",
    phase,
    statusWords[status],
    `${target.kind === "VM" ? "" : "group "}${target.name ?? target.id}`,
    calledAt ?? "-",
    pointId ?? "-",
    backend || "-",
  ];
}

const statusWords: Readonly<Record<CreationSummary["status"], string>> = {
  "at-work": "at work",
  interrupted: "interrupted",
  delivered: "delivered",
  owned: "owned",
  void: "void",
};

/** What the words of the table mean. */
const statusMeanings: Readonly<Record<CreationSummary["status"], string>> = {
  "at-work": "a running process works on it",
  interrupted: "its process ended before it returned a result to Pulumi",
  delivered: "its result was returned to Pulumi; no state has shown it since",
  owned: "a state has shown its point",
  void: "it created nothing",
};

/** All that is known of one creation. */
export function printCreation(page: Page, file: ReadableFile): void {
  const { entry } = file;
  const { target, phase, status, pointId, evidence, backend } = summaryOf(file);
  const { pid, computer } = entry.process;
  printFields(page, [
    ["creation", entry.creationId],
    ["resource", entry.urn],
    ["status", `${statusWords[status]}: ${statusMeanings[status]}`],
    ["phase", phase],
    [target.kind, target.name === null ? target.id : `${target.name} (${target.id})`],
    ...(entry.content.is === "creation" ? recordFields(entry.content.record) : []),
    ["point", pointId === null ? undefined : `${pointId} (${evidence})`],
    ["replaces", entry.replaces && `the point of creation ${entry.replaces}`],
    ["process", `pid ${pid} on ${computer}`],
    ["written at", entry.writtenAt],
    ["backend", backend],
    ["file", file.place],
  ]);
}

function recordFields(record: CreationRecord): readonly Field[] {
  const { step, settings, calledAt } = record;
  const running = record.phase === "running" ? record : undefined;
  return [
    ["settings", `${settings.referencePointType}, ${settings.consistencyLevel}, ${settings.creationMethod}`],
    ["call", `${step.method} at ${calledAt}`],
    ["job", running?.jobId],
    ["result", running?.resultId],
    ["snapshot", "snapshotId" in step ? step.snapshotId : undefined],
  ];
}

export function printUnreadable(page: Page, { place, reason, text }: UnreadableFile): void {
  printFields(page, [
    ["file", place],
    ["unreadable", reason],
    ["text", text.trim()],
  ]);
}

/** Running text under a heading of its own. */
export function printSection(page: Page, heading: string, text: string): void {
  page.write(`\n${page.paint("bold", heading)}\n  ${wrap(text, page.width, 2)}`);
}

type Field = readonly [name: string, value: string | undefined];

const indent = 12;

/** Ids and paths stay whole, so that they can be copied. */
function printFields(page: Page, fields: readonly Field[]): void {
  for (const [name, value] of fields) {
    if (value) page.write(`${page.paint("grey", name.padEnd(indent))}${printable(value)}`);
  }
}
