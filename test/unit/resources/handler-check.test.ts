import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { problemOf } from "../../../provider/src/resources/handler-check";
import { temporaryFolder } from "../../support/temporary-folder";

/** A folder for programs, with this package at one place below it. */
function folderWith(place: string): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const installed = join(path, place, "node_modules", "hyperv-reference-points");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), "{}");
  mkdirSync(join(path, "program"), { recursive: true });
  return path;
}

test("the package is found in the program's folder, and in one above", () => {
  for (const place of ["program", "."]) {
    const folder = join(folderWith(place), "program");
    expect(problemOf({ folder, isPlugAndPlay: false })).toBeUndefined();
  }
});

test("the package of another package is not found: the provider process would not find it either", () => {
  const folder = join(folderWith("program/node_modules/another"), "program");
  expect(problemOf({ folder, isPlugAndPlay: false })).toBe(
    `hyperv-reference-points is not installed where Pulumi's provider process looks for it: in ${folder}, or in a folder above. ` +
      "Install it beside the program: npm install hyperv-reference-points.",
  );
});

test("Yarn Plug'n'Play is refused, whatever it resolves", () => {
  const folder = join(folderWith("program"), "program");
  expect(problemOf({ folder, isPlugAndPlay: true })).toMatch(
    /^Yarn Plug'n'Play .* Set nodeLinker: node-modules in \.yarnrc\.yml/,
  );
});
