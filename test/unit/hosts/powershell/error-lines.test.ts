import { describe, expect, test } from "vitest";
import { ErrorLines } from "../../../../provider/src/hosts/powershell/error-lines";

function kept(lines: readonly string[], secrets?: readonly string[]): string {
  const errors = new ErrorLines(secrets);
  for (const line of lines) errors.add(line);
  return errors.text;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

describe("what a program complains of", () => {
  test("is kept whole when it is short", () => {
    expect(kept(numbered(20))).toBe(numbered(20).join("\n"));
  });

  test("is kept from its beginning and from its end when it is long", () => {
    const all = numbered(1_000);
    expect(kept(all)).toBe([...all.slice(0, 10), "(980 more lines)", ...all.slice(-10)].join("\n"));
  });

  test("has no frames around warnings, no empty lines, no ends of lines, and no line of megabytes", () => {
    expect(kept(["@@@@@@@@", "@ WARNING: CHANGED! @\r", "", "  ", "x".repeat(5_000_000)])).toBe(
      `@ WARNING: CHANGED! @\n${"x".repeat(300)}... (4999700 more characters)`,
    );
  });

  test("steers nothing", () => {
    expect(kept(["::error::\u001b[2J##vso[a]"])).toBe("\\u003a:error\\u003a:\\u001b[2J\\u0023#vso[a]");
  });

  test("has no secret, though the program echoes it", () => {
    const text = kept(["+ env PASSWORD=s3cret pwsh s3cret"], ["s3cret", ""]);
    expect(text).toBe("+ env PASSWORD=[secret] pwsh [secret]");
  });

  test("is forgotten when the next line is sent", () => {
    const errors = new ErrorLines();
    for (const line of numbered(50)) errors.add(line);
    errors.clear();
    errors.add("new");
    expect(errors.text).toBe("new");
  });
});
