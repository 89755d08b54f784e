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

  test.each([
    ["another name", { name: "web01" }],
    ["an id", { id: "3EB00000-0000-4000-8000-000000000001" }],
  ])("is not what the inputs mean when they name %s by now", async (_, selector) => {
    const { operation, kind } = hostThat((by) => ("id" in by && by.id === id ? undefined : notFound));
    await expect(findTarget(operation, kind, selector, earlier)).rejects.toBe(notFound);
  });

  test("is looked for under its new name where nothing began before", async () => {
    const { operation, kind } = hostThat((by) => ("name" in by ? notFound : undefined));
    await expect(findTarget(operation, kind, { name: "sql01" })).rejects.toBe(notFound);
  });

  test.each(noAnswers)("has not been renamed because the host %s", async (_, error) => {
    await expect(find(error)).rejects.toMatchObject({ kind: error.kind });
  });
});
