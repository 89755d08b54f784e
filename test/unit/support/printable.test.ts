import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostText, printable } from "../../../provider/src/support/printable";
import { hostileText } from "../../support/stand-in/hostile-text";

/** Text that means harm, with the beginnings of commands in it. */
const text = fc
  .array(fc.oneof(hostileText, fc.constantFrom("##vso[", "##[", "::", ":", "#", " ")), { maxLength: 6 })
  .map((parts) => parts.join(""));

const urn = "urn:pulumi:dev::project::pulumi-nodejs:dynamic/hyperv:VmReferencePoint::sql01";

describe("printable text", () => {
  test.each([
    ["a terminal sequence", "a\u001b[2J", "a\\u001b[2J"],
    ["a bell, a C1 control, a delete", "\u0007\u0085\u007f", "\\u0007\\u0085\\u007f"],
    ["line breaks of every kind", "a\r\nb\u2028c", "a\\u000d\\u000ab\\u2028c"],
    ["turned direction", "\u202egpj.exe\u2066", "\\u202egpj.exe\\u2066"],
    ["what has no width", "a\u200bb\u00adc\ufeff", "a\\u200bb\\u00adc\\ufeff"],
    ["fillers and selectors", "\u3164\ufe0f", "\\u3164\\ufe0f"],
    ["invisible letters beyond 16 bits", "a\udb40\udc41", "a\\udb40\\udc41"],
    ["half a character", "\ud83d", "\\ud83d"],
  ])("shows %s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test.each([
    ["Azure Pipelines", "x ##vso[task.setvariable variable=a]b", "x \\u0023#vso[task.setvariable variable=a]b"],
    ["Azure Pipelines and older runners of GitHub", "##[add-mask]a", "\\u0023#[add-mask]a"],
    ["TeamCity", "##teamcity[message]", "\\u0023#teamcity[message]"],
    ["GitHub", "::error::a", "\\u003a:error::a"],
    ["GitHub, behind blanks or a wrap", "a  ::error::b", "a  \\u003a:error::b"],
  ])("is no command to %s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test.each([["Größe 1 €, \u65e5\u672c, \u{1f600}"], ["C:\\VMs\\sql01.vhdx"], ["fe80::1"], ["## 3 [a]"], [urn]])(
    "stays as it is: %s",
    (text) => {
      expect(printable(text)).toBe(text);
    },
  );

  test("is one harmless line whatever the text, and stays itself", () => {
    fc.assert(
      fc.property(text, (given) => {
        const shown = printable(given);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|##\w*\[|(?:^|\s)::/u);
        expect(printable(shown)).toBe(shown);
      }),
      { seed: 1 },
    );
  });

  test("of JSON is the same JSON", () => {
    fc.assert(
      fc.property(text, (given) => {
        const value = { [given]: `##vso[a]${given}\u202e\\${given}` };
        const shown = printable(JSON.stringify(value));
        expect(JSON.parse(shown)).toEqual(value);
        expect(shown).not.toContain("##vso[");
      }),
      { seed: 1 },
    );
  });
});

describe("the text of a host", () => {
  test("has no command anywhere, whatever it is put behind", () => {
    expect(hostText("a::error::b ##vso[c]")).toBe("a\\u003a:error\\u003a:b \\u0023#vso[c]");
    fc.assert(
      fc.property(text, (given) => {
        expect(hostText(given)).not.toMatch(/::|##\w*\[/);
      }),
      { seed: 1 },
    );
  });

  test("is cut, and says how much is missing", () => {
    expect(hostText("x".repeat(5_000_000), 3)).toBe("xxx... (4999997 more characters)");
    expect(hostText("xxx", 3)).toBe("xxx");
  });
});
