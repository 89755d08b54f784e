import { defineConfig } from "vitest/config";

/** A real engine takes seconds a command, and both cores. */
const engineTimeout = 180_000;

export default defineConfig({
  test: {
    reporters: ["default", "./tools/vitest/skipped-tests.mjs"],
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
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
