import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import workspace from "../../../package.json";
import provider from "../../../provider/package.json";
import { environmentName } from "../../../provider/src/hosts/environment";
import { settingNames } from "../../../provider/src/hosts/setting-names";
import { documents, root } from "./documents";

const keys = new Set(settingNames);
const variables = new Set([...keys].map(environmentName));

/** What the tools and tests of this repository read from the environment. */
const variablesOfTheRepository = new Set(
  ["tools", "test", ".ci"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8").match(/HYPERV_RP_[A-Z_]+/g) ?? []),
  ),
);

const scripts = new Set([...Object.keys(workspace.scripts), ...Object.keys(provider.scripts)]);

describe.each(documents)("in $path", ({ path, text }) => {
  test("every configuration key exists", () => {
    // A colon that ends a sentence is followed by a space.
    const named = [...text.matchAll(/hyperv-reference-points:([A-Za-z]\w*)/g)].map(([, key]) => key ?? "");
    expect(named.filter((key) => !keys.has(key))).toEqual([]);
  });

  test("every environment variable exists", () => {
    const named = text.match(/HYPERV_RP_[A-Z_]*[A-Z]/g) ?? [];
    const known = (name: string) =>
      variables.has(name) || (path === "CONTRIBUTING.md" && variablesOfTheRepository.has(name));
    expect(named.filter((name) => !known(name))).toEqual([]);
  });

  test("every npm script exists", () => {
    const named = [...text.matchAll(/\bnpm (?:run(?:-script)? )?([a-z][\w:-]*)/g)];
    const run = named.filter(([whole, name]) => whole.includes(" run") || name === "start" || name === "test");
    expect(run.map(([, name]) => name ?? "").filter((name) => !scripts.has(name))).toEqual([]);
  });
});

test("every configuration key and its environment variable are documented", () => {
  const all = documents.map(({ text }) => text).join("\n");
  const missing = [...keys].filter((key) => !all.includes(`\`${key}\``) || !all.includes(environmentName(key)));
  expect(missing).toEqual([]);
});
