import { describe, expect, test } from "vitest";
import { lifecycleOn, vm } from "../../support/lifecycle";

describe("update in place", () => {
  test("takes in new timeouts and asks the host nothing", async () => {
    const { create, update, host } = lifecycleOn();
    const made = await create(vm, { vmName: "sql01" });
    await host.addFault({ operation: "query", happens: "before", error: "Failed", times: "always" });
    await host.addFault({ operation: "get", happens: "before", error: "Failed", times: "always" });
    const { outputs } = await update(vm, made, { vmName: "sql01", __timeouts: { delete: "2h" } });
    expect(outputs).toEqual({ ...made.outputs, __timeouts: { delete: "2h" } });
  });
});
