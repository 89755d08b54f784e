import { describe, expect, test } from "vitest";
import { StartupCheck } from "../../../../provider/src/hosts/powershell/startup-check";
import { manualTimers } from "../../../support/manual-timers";

const delimiter = "AAAABBBBCCCCDDDD";
const command = `[Console]::Out.WriteLine("${delimiter}")`;

/** What is found of a program that writes these lines: `>` to standard output, `!` to the error stream. */
function found(lines: readonly string[], milliseconds = 5_000): readonly string[] {
  const { pass } = manualTimers();
  const misfits: string[] = [];
  const check = new StartupCheck((misfit) => misfits.push(misfit));
  for (const line of lines) {
    if (line.startsWith(">")) check.output(line.slice(1));
    else check.error(line.slice(1));
  }
  pass(milliseconds);
  return misfits;
}

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

  test.each([
    ["a delimiter with an end of line of Windows", `>${delimiter}\r`, []],
    ["no delimiter, but words before one", `>x ${delimiter}`, ["no-powershell"]],
    ["no delimiter, but words behind one", `>${delimiter} x`, ["no-powershell"]],
    ["no complaint of the command", "!bash: ls: command not found", ["no-powershell"]],
  ])("judged by %s", (_, line, expected) => {
    expect(found([`!${command}`, line, `!${command}`])).toEqual(expected);
  });

  test("not judged by two lines that complain of something else", () => {
    expect(found(["!one", "!two", "!three"])).toEqual([]);
  });

  test("judged once, whatever it writes then", () => {
    expect(found([`>${command}`, "!no-language mode", `>${command}`])).toEqual(["echo"]);
  });

  test("another shell only when the bridge has had time to refuse", () => {
    expect(found([`!${command}`, `!${command}`], 900)).toEqual([]);
  });

  test("not judged when it has ended by itself", () => {
    const { pass } = manualTimers();
    const misfits: string[] = [];
    const check = new StartupCheck((misfit) => misfits.push(misfit));
    check.error(command);
    check.error(command);
    check.stop();
    check.output(command);
    pass(5_000);
    expect(misfits).toEqual([]);
  });
});
