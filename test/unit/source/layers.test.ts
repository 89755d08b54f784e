import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

/* Data flows one way: Pulumi -> engine -> lifecycle -> creation -> hyperv -> CimSession -> host. Nothing imports upward. */

const source = resolve(__dirname, "../../../provider/src");

/** The folders that each may import from, beside itself. */
const below: Readonly<Record<string, readonly string[]>> = {
  support: [],
  cim: ["support"],
  operation: ["cim", "support"],
  hyperv: ["operation", "cim", "support"],
  creation: ["hyperv", "operation", "cim", "support"],
  journal: ["creation", "hyperv", "operation", "cim", "support"],
  lifecycle: ["journal", "creation", "hyperv", "operation", "cim", "support"],
  engine: ["lifecycle", "journal", "creation", "hyperv", "operation", "cim", "support"],
  hosts: ["operation", "cim", "support"],
};

/** Lines that a file may have. */
const longest = 250;
const longestOf: Readonly<Record<string, number>> = { "creation/decide.ts": 90 };

interface SourceFile {
  /** Path in provider/src, with slashes. */
  readonly path: string;
  /** What it imports or exports from, of provider/src. */
  readonly imports: readonly string[];
  readonly lines: number;
}

/** `from "./x"`, `import "./x"`, `import("./x")`, `require("./x")`. */
const importPattern = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*"(\.{1,2}\/[^"]+)"/g;

const names = readdirSync(source, { recursive: true, encoding: "utf8" });
const slashes = (path: string) => path.replaceAll("\\", "/");
const files: readonly SourceFile[] = names
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
  .map((name) => {
    const text = readFileSync(join(source, name), "utf8");
    const imports = [...text.matchAll(importPattern)].map(([, target = ""]) => fileOf(name, target));
    return { path: slashes(name), imports, lines: text.split("\n").length - 1 };
  });

/** The file that an import in another one means. */
function fileOf(importer: string, target: string): string {
  const path = relative(source, resolve(source, dirname(importer), target));
  const candidates = [`${path}.ts`, join(path, "index.ts")];
  const found = candidates.find((candidate) => names.includes(candidate));
  return slashes(found ?? path);
}

const folderOf = (path: string) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");

describe("the files of provider/src", () => {
  test("are read, with what they import", () => {
    expect(files.length).toBeGreaterThan(150);
    const decide = files.find(({ path }) => path === "creation/decide.ts");
    expect(decide?.imports).toEqual(["creation/record.ts"]);
    const known = new Set(files.map(({ path }) => path));
    expect(
      files.flatMap(({ imports }) => imports).filter((path) => !known.has(path) && !path.endsWith(".json")),
    ).toEqual([]);
  });

  for (const [folder, allowed] of Object.entries(below)) {
    test(`in ${folder}/ stand on ${["itself", ...allowed].join(", ")}`, () => {
      const own = files.filter(({ path }) => folderOf(path) === folder);
      const up = own.flatMap(({ path, imports }) =>
        imports
          .filter((target) => folderOf(target) !== folder && !allowed.includes(folderOf(target)))
          .map((target) => `${path} imports ${target}`),
      );
      expect(own).not.toEqual([]);
      expect(up).toEqual([]);
    });
  }

  test("import one another in no cycle", () => {
    expect(cyclesIn(files)).toEqual([]);
  });

  test("fit on a few screens", () => {
    const limit = (path: string) => longestOf[path] ?? longest;
    const long = files.filter(({ path, lines }) => lines > limit(path));
    expect(long.map(({ path, lines }) => `${path} has ${lines} lines, at most ${limit(path)}`)).toEqual([]);
  });

  test("that hold the life of a creation can be read in an hour", () => {
    const life = files.filter(({ path }) => ["creation", "lifecycle"].includes(folderOf(path)));
    expect(life.length).toBeGreaterThan(10);
    expect(life.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(1_500);
  });

  test("know Pulumi only where it calls", () => {
    const knowing = files
      .map(({ path }) => path)
      .filter((path) => readFileSync(join(source, path), "utf8").includes('from "@pulumi/'));
    const folders = new Set(knowing.map(folderOf));
    expect([...folders].filter((folder) => !["", "engine", "resources", "functions"].includes(folder))).toEqual([]);
  });
});

function cyclesIn(all: readonly SourceFile[]): string[] {
  const importsOf = new Map(all.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of importsOf.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);
  return found;
}
