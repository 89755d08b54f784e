import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";

/** A real engine takes seconds a command, and both cores. */
const engineTimeout = 180_000;

/** GitHub's workflow parser imports JSON as bundlers do, which Node.js 20 does not: vite does it. */
const workflowParser = /\/node_modules\/@actions\//;

/** It also names source maps that it does not bring along, which vite would tell of file by file. */
const withoutItsSourceMaps = {
  name: "workflow-parser-without-source-maps",
  async load(id: string) {
    if (!workflowParser.test(id) || !id.endsWith(".js")) return undefined;
    return (await readFile(id, "utf8")).replace(/^\/\/# sourceMappingURL=.*$/m, "");
  },
};

export default defineConfig({
  test: {
    reporters: ["default", "./tools/vitest/skipped-tests.mjs"],
    projects: [
      {
        plugins: [withoutItsSourceMaps],
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          // Clocks are virtual: the limit is for a busy machine only.
          testTimeout: 30_000,
          server: { deps: { inline: [workflowParser] } },
        },
      },
      { test: { name: "property", include: ["test/property/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          globalSetup: ["tools/vitest/built-provider.mjs"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          globalSetup: ["tools/vitest/built-provider.mjs"],
          testTimeout: 60_000,
          // Installs the package as a person does, from the registry.
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["tools/vitest/built-provider.mjs", "tools/vitest/pulumi.mjs"],
          testTimeout: engineTimeout,
          hookTimeout: engineTimeout,
          // By themselves, after the quick ones.
          maxWorkers: 2,
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
        },
      },
      // On a real host, so only when `npm run acceptance` asks for it.
      ...(process.env.HYPERV_RP_ACCEPTANCE
        ? [{ test: { name: "acceptance", include: ["test/acceptance/**/*.test.ts"] } }]
        : []),
    ],
  },
});
