import { describe, expect, test } from "vitest";
import type { CimError } from "../../../provider/src/cim/error";
import { findTarget } from "../../../provider/src/hyperv/find-target";
import { hostThat, id, noAnswers, notFound, target } from "./target-host";

describe("a virtual machine whose creation began under the name that is looked for", () => {
  const earlier = { hostName: "HV01", targetId: id, targetName: "sql01" };
  const find = (error: CimError) => {
    const { operation, kind } = hostThat((selector) => ("name" in selector ? error : undefined));
    return findTarget(operation, kind, { name: "sql01" }, earlier);
  };

  test("has been renamed when the host has none of that name: it is found by its id", async () => {
    expect(await find(notFound)).toBe(target);
  });

  test.each(noAnswers)("has not been renamed because the host %s", async (_, error) => {
    await expect(find(error)).rejects.toMatchObject({ kind: error.kind });
  });
});
