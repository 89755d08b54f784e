import { RunError } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { HyperVHostError, rejecting } from "../../../provider/src/functions/errors";
import { withCode } from "../../../provider/src/support/error-codes";
import { UserError } from "../../../provider/src/support/user-error";

/** What a program gets of an error inside a function. */
function rejectedWith(error: unknown): Promise<unknown> {
  return rejecting(() => Promise.reject(error)).catch((rejected: unknown) => rejected);
}

describe("a program gets", () => {
  test("an error of the host as one of Pulumi's, with all that it can act on", async () => {
    const error = new CimError("Failed", "the host refused", { returnCode: 32773, cause: new Error("inner") });
    const rejected = await rejectedWith(error);
    expect(rejected).toBeInstanceOf(HyperVHostError);
    expect(rejected).toMatchObject({
      kind: "Failed",
      code: "HVRP301",
      returnCode: 32773,
      message: "the host refused (HVRP301)",
    });
  });

  test("a mistake of its own as one of Pulumi's", async () => {
    const rejected = await rejectedWith(new UserError("HVRP111", "vmId is no GUID"));
    expect(rejected).not.toBeInstanceOf(UserError);
    expect(rejected).toMatchObject({ message: "vmId is no GUID (HVRP111)" });
  });

  test.each([
    new CimError("NotFound", "no such machine", { cause: new Error("inner") }),
    new UserError("HVRP111", "vmId is no GUID"),
  ])("no frames and no causes, which Pulumi cannot print: %o", async (error) => {
    const rejected = await rejectedWith(error);
    expect(RunError.isInstance(rejected)).toBe(true);
    expect(rejected).toMatchObject({ stack: withCode(error) });
    expect(rejected).not.toHaveProperty("cause");
  });

  test("anything else as it is, such as the reason of an abort", async () => {
    const reason = new Error("stop");
    expect(await rejectedWith(reason)).toBe(reason);
  });
});
