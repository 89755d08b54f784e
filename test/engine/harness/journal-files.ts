import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files of a journal. What is in them and how they are laid out is the provider's own affair. */
export function journalFiles(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Moves all times in a journal, as if it had been written by a runner whose clock is wrong. Answers how many there were. */
export function moveTimes(folder: string, milliseconds: number): number {
  let moved = 0;
  for (const file of journalFiles(folder)) {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"), (_, value: unknown) => {
      if (typeof value !== "string" || !isoTime.test(value)) return value;
      moved += 1;
      return new Date(Date.parse(value) + milliseconds).toISOString();
    });
    writeFileSync(file, JSON.stringify(content));
  }
  return moved;
}
