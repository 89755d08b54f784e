import { expect, test } from "vitest";
import { readOptions } from "../../bench/options";

test("sizes come in order and once, whatever was typed", () => {
  expect(readOptions(["--sizes", "100, 1,20,1", "--repeats", "2"])).toMatchObject({ sizes: [1, 20, 100], repeats: 2 });
});

test("everything is measured unless subjects are named", () => {
  expect(readOptions([]).only).toHaveLength(8);
  expect(readOptions(["--only", "provider,floor"]).only).toEqual(["provider", "floor"]);
});

test("with a subject comes what it is compared with, once", () => {
  expect(readOptions(["--only", "fleet"]).only).toEqual(["fleet", "one-host"]);
  expect(readOptions(["--only", "provider,floor"]).only).toEqual(["provider", "floor"]);
  expect(readOptions(["--only", "shell-per-call"]).only).toEqual(["shell-per-call"]);
});

test.each([
  [["--sizes", "1,many"], '--sizes: "many" is not a whole number'],
  [["--repeats", "0"], '--repeats: "0" is not a whole number'],
  [["--only", "ceiling"], '--only: there is no "ceiling"; there are provider'],
  [["--size", "1"], "Unknown option '--size'"],
])("%j is refused with its reason", (args, reason) => {
  expect(() => readOptions(args)).toThrow(reason);
});
