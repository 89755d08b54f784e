import { afterAll, describe, expect, test } from "vitest";
import { bytesOf, packPackage } from "../support/packed-package";
import { temporaryFolder } from "../support/temporary-folder";

describe("the package's entry points", async () => {
  const { path, remove } = temporaryFolder();
  const packed = await packPackage(path);
  afterAll(remove);

  test("are what package.json says, as publint sees it", async () => {
    const { publint } = await import("publint");
    const { formatMessage } = await import("publint/utils");
    const { messages, pkg } = await publint({ pack: { tarball: bytesOf(packed).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("have the types of what they run, however they are resolved", async () => {
    const { checkPackage, createPackageFromTarballData } = await import("@arethetypeswrong/core");
    const result = await checkPackage(createPackageFromTarballData(bytesOf(packed)));
    expect(result.types).toEqual({ kind: "included" });
    if (!result.types) return;
    expect(Object.keys(result.entrypoints).sort()).toEqual([".", "./handler", "./package.json", "./simulated-host"]);
    for (const { subpath, resolutions } of Object.values(result.entrypoints)) {
      for (const [kind, { resolution }] of Object.entries(resolutions)) {
        expect(resolution?.fileName, `${subpath} by ${kind}`).toMatch(/^\/node_modules\/hyperv-reference-points\//);
      }
    }
    expect(result.problems).toEqual([]);
  });
});
