import { describe, expect, test } from "vitest";
import { type BridgeRequest, mayRepeat, nextLine } from "../../../../provider/src/hosts/powershell/request";
import { wireOperation } from "../../../../provider/src/hosts/powershell/wire";

const reference = { className: "Test_Thing", keys: { Id: "1" } };
const read = wireOperation.get(reference);
const call = wireOperation.invoke(reference, "Do", {});

function waiting(...operations: (typeof read)[]): BridgeRequest[] {
  const ignore = () => undefined;
  return operations.map((operation, index) => ({
    operation,
    text: JSON.stringify(operation),
    what: String(index),
    calledAt: 0,
    repeated: false,
    resolve: ignore,
    reject: ignore,
  }));
}

const names = (requests: readonly BridgeRequest[]) => requests.map(({ what }) => what).join(" ");

describe("the next line to the shell carries", () => {
  test.each([
    ["nothing of nothing", [], ""],
    ["all reads", [read, read, read], "0 1 2"],
    ["the method call that is first, alone", [call, read, call], "0"],
    ["the reads, past the method calls between them", [read, call, read, call], "0 2"],
  ])("%s", (_, operations, expected) => {
    expect(names(nextLine(waiting(...operations)))).toBe(expected);
  });

  test("no more reads than a line can hold", () => {
    expect(nextLine(waiting(...Array(150).fill(read)))).toHaveLength(100);
    const large = wireOperation.query("Test_Thing", { Name: "x".repeat(50_000) });
    expect(nextLine(waiting(...Array(10).fill(large)))).toHaveLength(3);
  });

  test("a read that is larger than a line should be, alone", () => {
    const huge = wireOperation.query("Test_Thing", { Name: "x".repeat(1_000_000) });
    expect(names(nextLine(waiting(huge, read)))).toBe("0");
  });
});

describe("a request under which a shell has ended", () => {
  test.each([
    ["a read", read, false, false, true],
    ["a read that has ended a shell before", read, true, false, false],
    ["a read that has used up its time", read, false, true, false],
    ["a method call", call, false, false, false],
  ])("%s", (_, operation, repeated, late, expected) => {
    expect(mayRepeat({ operation, repeated }, late)).toBe(expected);
  });
});
