import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { packPackage, providerFolder } from "../support/packed-package";
import { temporaryFolder } from "../support/temporary-folder";
import { readDocument } from "../unit/docs/documents";

const sources = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "src"], {
  cwd: providerFolder,
  encoding: "utf8",
});
const modules = sources
  .split("\n")
  .filter((path) => /\.ts$/.test(path))
  .map((path) => path.replace(/^src\/(.*)\.ts$/, "dist/$1"));

const documents = readdirSync(join(providerFolder, "../docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

describe("the published package", async () => {
  const { path, remove } = temporaryFolder();
  const packed = await packPackage(path);
  afterAll(remove);
  const paths = packed.files.map(({ path }) => path).sort();
  const contentOf = (path: string) => readFileSync(join(providerFolder, path), "utf8");

  test("holds each module with its types, the command, the bridge script, what npm shows, and nothing else", () => {
    const compiled = modules.flatMap((module) => [`${module}.js`, `${module}.d.ts`]);
    const others = [
      "LICENSE",
      "README.md",
      "bin/hyperv-reference-points.js",
      "bridge/hyperv-bridge.ps1",
      "docs/overview.md",
      "package.json",
    ];
    expect(paths).toEqual([...compiled, ...others, ...documents].sort());
  });

  test("has documents whose links lead to each other or to the web", () => {
    const links = paths
      .filter((path) => path.startsWith("docs/"))
      .flatMap((path) => readDocument(`provider/${path}`).links.map(({ target }) => ({ path, target })))
      .filter(({ target }) => !/^[a-z]+:/i.test(target));
    expect(links.length).toBeGreaterThan(100);
    const leadsTo = ({ path, target }: (typeof links)[number]) =>
      posix.join(posix.dirname(path), target.split("#")[0] ?? "");
    const broken = links.filter((link) => !link.target.startsWith("#") && !paths.includes(leadsTo(link)));
    expect(broken).toEqual([]);
  });

  test("names documents on its page that it has", () => {
    const named = contentOf("README.md").match(/\bdocs\/[\w.-]+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((path) => !paths.includes(path))).toEqual([]);
  });

  test("names no source map, for it holds none", () => {
    expect(paths.filter((path) => contentOf(path).includes("sourceMappingURL"))).toEqual([]);
  });

  test("runs nothing when it is installed", () => {
    const { scripts } = JSON.parse(contentOf("package.json"));
    const run = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"];
    expect(Object.keys(scripts).filter((name) => run.includes(name))).toEqual([]);
    // A file of that name would be compiled by npm without any script.
    expect(paths).not.toContain("binding.gyp");
  });

  test("is small", () => {
    const { size, unpackedSize } = packed;
    console.log(`packed ${(size / 1_000).toFixed(1)} kB, unpacked ${(unpackedSize / 1_000).toFixed(1)} kB`);
    // The package may grow, but what does not belong into it shows: source maps alone would be 50 and 270 kB. The documents are 60 and 165 kB.
    expect(size).toBeLessThan(430_000);
    expect(unpackedSize).toBeLessThan(1_600_000);
  });

  test("says nothing of the place where it was made", () => {
    const here = providerFolder.replace(/[\\/]provider$/, "");
    expect(paths.filter((path) => contentOf(path).includes(here))).toEqual([]);
  });
});
