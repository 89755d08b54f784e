import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second, whatever its kernel is built for. */
const ticksOfASecond = 100;

/**
 * Processor time of all processes that this one has started and that have ended, with all that they have started in turn.
 * In seconds; `undefined` where the system has no /proc.
 */
export function processorTimeOfChildren(): number | undefined {
  if (process.platform !== "linux") return undefined;
  // The name of the program, in brackets, may hold anything; the fields are counted from behind it.
  const [, afterName = ""] = /^.*\) (.*)$/s.exec(readFileSync("/proc/self/stat", "utf8")) ?? [];
  const fields = afterName.split(" ");
  const [userTime, systemTime] = [Number(fields[13]), Number(fields[14])];
  return (userTime + systemTime) / ticksOfASecond;
}
