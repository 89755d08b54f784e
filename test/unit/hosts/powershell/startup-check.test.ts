import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { StartupCheck } from "../../../../provider/src/hosts/powershell/startup-check";

const delimiter = "AAAABBBBCCCCDDDD";
const command = `[Console]::Out.WriteLine("${delimiter}")`;

/** What is found of a program that writes these lines: `>` to standard output, `!` to the error stream. */
function found(lines: readonly string[], milliseconds = 5_000): readonly string[] {
  const misfits: string[] = [];
  const check = new StartupCheck((misfit) => misfits.push(misfit));
  for (const line of lines) {
    if (line.startsWith(">")) check.output(line.slice(1));
    else check.error(line.slice(1));
  }
  vi.advanceTimersByTime(milliseconds);
  return misfits;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a program that was started is", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["a PowerShell", [`>${delimiter}`], []],
    ["a PowerShell that is noisy before", ["!WARNUNG: veraltet", ">Willkommen", "> ", `>${delimiter}`], []],
    ["one that speaks of NoLanguage mode later on", [`>${delimiter}`, "!no-language mode"], []],
    [
      "in NoLanguage mode, Windows PowerShell",
      ["!    + FullyQualifiedErrorId : ScriptsNotAllowed"],
      ["language NoLanguage"],
    ],
    [
      "in NoLanguage mode, PowerShell 7",
      ["!The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode."],
      ["language NoLanguage"],
    ],
    ["an echo", [`>[Console]::Error.WriteLine("${delimiter}")`, `>${command}`, `>${command}`], ["echo"]],
    ["another shell", [`!bash: ${command}`, `!bash: ${command}`, `!bash: ${command}`], ["no-powershell"]],
    ["not judged by one complaint", [`!bash: ${command}`], []],
    [
      "in ConstrainedLanguage mode, which the bridge reports",
      [`!+ ${command}`, `!+ ${command}`, "><<hvrp:0123456789abcdef:!language ConstrainedLanguage>>"],
      [],
    ],
  ])("%s", (_, lines, expected) => {
    expect(found(lines)).toEqual(expected);
  });

  test("another shell only when the bridge has had time to refuse", () => {
    expect(found([`!${command}`, `!${command}`], 900)).toEqual([]);
  });

  test("not judged when it has ended by itself", () => {
    const misfits: string[] = [];
    const check = new StartupCheck((misfit) => misfits.push(misfit));
    check.error(command);
    check.error(command);
    check.stop();
    check.output(command);
    vi.advanceTimersByTime(5_000);
    expect(misfits).toEqual([]);
  });
});
