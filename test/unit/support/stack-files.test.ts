import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findStackFiles } from "../../../provider/src/support/stack-files";
import { temporaryFolder } from "../../support/stand-in/open";

const key = "hyperv-reference-points:sshHost";

function filesOf(files: Readonly<Record<string, string>>, from = ".") {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  mkdirSync(join(folder, from), { recursive: true });
  const { project, stack } = findStackFiles(join(folder, from), "prod");
  return { project: project && [project.name, project.has(key)], stack: stack && [stack.name, stack.has(key)] };
}

describe("the files of a stack", () => {
  test("are found beside each other, from a folder in the project too", () => {
    const files = { "Pulumi.yaml": "name: p\n", "Pulumi.prod.yaml": `config:\n  ${key}: hv01\n` };
    const expected = { project: ["Pulumi.yaml", false], stack: ["Pulumi.prod.yaml", true] };
    expect(filesOf(files)).toEqual(expected);
    expect(filesOf(files, "program/src")).toEqual(expected);
  });

  test("may be elsewhere, and have other names", () => {
    const files = {
      "Pulumi.yml": "name: p\nstackConfigDir: stacks\n",
      "stacks/Pulumi.prod.json": `{"config": {"${key}": "hv01"}}`,
    };
    expect(filesOf(files)).toEqual({ project: ["Pulumi.yml", false], stack: ["Pulumi.prod.json", true] });
  });

  test("may be none", () => {
    expect(findStackFiles("/", "prod")).toEqual({ project: undefined, stack: undefined });
    expect(filesOf({ "Pulumi.yaml": "name: p\n" })).toEqual({ project: ["Pulumi.yaml", false], stack: undefined });
  });
});

describe("a file sets a key", () => {
  const sets = (content: string) => filesOf({ "Pulumi.yaml": content }).project?.[1];

  test.each([
    `config:\n  ${key}: hv01\n`,
    `config:\r\n  ${key}: hv01\r\n`,
    `config:\n  ${key}:\n    value: hv01\n`,
    `config:\n  "${key}": hv01\n`,
    `config: { ${key}: hv01 }\n`,
    `{"config":{"${key}":{"value":"hv01"}}}`,
  ])("%j", (content) => {
    expect(sets(content)).toBe(true);
  });

  test.each([`config:\n  # ${key}: hv01\n`, `config:\n  ${key}Key: hv01\n`, `config:\n  not-${key}: hv01\n`])(
    "but not %j",
    (content) => {
      expect(sets(content)).toBe(false);
    },
  );
});
