import { join } from "node:path";
import { describe, expect, test } from "vitest";

type Find = () => Promise<{ version: string; command: string }>;

async function pulumiForTests(environment: NodeJS.ProcessEnv, find: Find) {
  const tool = (await import(join(__dirname, "../../../tools/pulumi-cli/for-tests.mjs"))) as {
    pulumiForTests: (
      environment: NodeJS.ProcessEnv,
      find: Find,
      log: (message: string) => void,
    ) => Promise<Record<string, string>>;
  };
  return tool.pulumiForTests(environment, find, () => undefined);
}

const none: Find = () => Promise.reject(new Error("HYPERV_RP_PULUMI does not name a CLI that can be used"));

describe("the engine tests", () => {
  test("get the Pulumi CLI that was found", async () => {
    const found = await pulumiForTests({}, async () => ({ version: "3.248.0", command: "/bin/pulumi" }));
    expect(found).toEqual({ HYPERV_RP_PULUMI: "/bin/pulumi" });
  });

  test("are told to skip where there is none", async () => {
    expect(await pulumiForTests({}, none)).toEqual({ HYPERV_RP_PULUMI_UNAVAILABLE: expect.stringContaining("none") });
  });

  test.each([
    ["one is named that cannot be used", { HYPERV_RP_PULUMI: "/nope" }],
    ["they are required", { HYPERV_RP_ENGINE_TESTS: "required" }],
  ])("fail where %s", async (_, environment) => {
    await expect(pulumiForTests(environment, none)).rejects.toThrow("does not name a CLI");
  });
});
