import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { Reporter } from "../../../provider/src/operation/context";
import { codeOf, errorCodes, withCode } from "../../../provider/src/support/error-codes";
import { UserError } from "../../../provider/src/support/user-error";

describe("the code of an error", () => {
  test("is the one it was given", () => {
    expect(codeOf(new UserError("HVRP103", "both are given"))).toBe("HVRP103");
    expect(codeOf(new CimError("Failed", "no", { code: "HVRP302" }))).toBe("HVRP302");
  });

  test("of the host is that of its cause, where it says nothing finer", () => {
    const cause = new CimError("Unavailable", "the host key has changed", { code: "HVRP231" });
    expect(codeOf(new CimError("Unavailable", "CreateReferencePoint: the host key has changed", { cause }))).toBe(
      "HVRP231",
    );
    expect(codeOf(new CimError("Failed", "left on the host", { code: "HVRP310", cause }))).toBe("HVRP310");
  });

  test.each([
    ["NotFound", "HVRP205"],
    ["AccessDenied", "HVRP203"],
    ["Unavailable", "HVRP201"],
    ["TimedOut", "HVRP202"],
    ["Failed", "HVRP301"],
  ] as const)("of the host that says no more than %s is %s", (kind, code) => {
    expect(codeOf(new CimError(kind, "no", { cause: Object.assign(new Error("full"), { code: "ENOSPC" }) }))).toBe(
      code,
    );
  });

  test.each([[new TypeError("x is undefined")], [Object.assign(new Error("gone"), { code: "ENOENT" })], ["text"]])(
    "that does not explain itself is that of a defect: %s",
    (error) => {
      expect(codeOf(error)).toBe("HVRP901");
    },
  );
});

test("the code is printed once, at the end", () => {
  const inner = new CimError("Unavailable", "the host is off");
  const outer = new UserError("HVRP402", `no new point was found (${inner.message}). Run \`pulumi up\` again.`);
  const text = "no new point was found (the host is off). Run `pulumi up` again. (HVRP402)";
  expect(withCode(outer)).toBe(text);
  expect(withCode({ code: "HVRP402", message: text })).toBe(text);
});

test("codes stand in their order, each once, with a title that begins like a sentence and does not end like one", () => {
  const codes = Object.keys(errorCodes);
  expect(codes).toEqual([...codes].sort());
  expect(Object.values(errorCodes).filter((title) => !/^[A-Z].*[^.]$/.test(title))).toEqual([]);
  expect(new Set(Object.values(errorCodes)).size).toBe(codes.length);
});

test("an error and a warning without a code do not compile", () => {
  // Checked by tsc: each of these lines is an error, or the comment above it is one.
  const uncompiled = (reporter: Reporter): unknown[] => [
    // @ts-expect-error: no code
    new UserError("both are given"),
    // @ts-expect-error: a code that the catalogue does not have
    new UserError("HVRP999", "both are given"),
    // @ts-expect-error: a code that the catalogue does not have
    new CimError("Failed", "no", { code: "HVRP999" }),
    // @ts-expect-error: a bare text
    reporter.warning(undefined, "look out"),
  ];
  expect(uncompiled).toBeTypeOf("function");
});
