import { describe, expect, test } from "vitest";
import { z } from "zod";
import { credential } from "../../../provider/src/support/credential";

function problems(text: string): string[] {
  return credential.safeParse(text).error?.issues.map(({ message }) => message) ?? [];
}

describe("a credential", () => {
  test.each([["s3cret"], [" with blanks "], ["pässwörd€\u{1f600}"], ["'\"`$\\"], ["\t"]])("may be %j", (text) => {
    expect(credential.parse(text)).toBe(text);
  });

  test.each([
    ["a NUL", "s\u00003\u0000c\u0000", /^must not contain a NUL character/],
    ["a line feed", "s3cret\n", /^must not contain a line break/],
    ["a carriage return", "s3cret\r", /^must not contain a line break/],
    ["a NUL and a line break, which is one problem", "s3cret\0\r\n", /NUL/],
  ])("has not %s, and the message does not repeat it", (_, text, message) => {
    expect(problems(text)).toEqual([expect.stringMatching(message)]);
    expect(JSON.stringify(z.prettifyError(credential.safeParse(text).error as z.ZodError))).not.toContain("s3");
  });

  test("is not empty", () => {
    expect(problems("")).toHaveLength(1);
  });
});
