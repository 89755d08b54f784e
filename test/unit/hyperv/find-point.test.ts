import { describe, expect, test } from "vitest";
import { findSnapshot } from "../../../provider/src/hyperv/find-point";
import { vmPoints } from "../../../provider/src/hyperv/vm-points";
import { fakeSession } from "../../support/fake-session";
import { hostWith, instance } from "./instances";

const snapshotOf = (id: string) => instance("Msvm_VirtualSystemSettingData", { InstanceID: id });

describe("a recovery snapshot", () => {
  test("is found by its key in one request", async () => {
    const { session, asked } = hostWith([snapshotOf("other"), snapshotOf("S")]);
    expect(await findSnapshot(session, vmPoints(), "S")).toMatchObject({ reference: { keys: { InstanceID: "S" } } });
    expect(asked).toEqual(["get Msvm_VirtualSystemSettingData S"]);
  });

  test("is not missed because the host does not find it by its key", async () => {
    const { session } = hostWith([snapshotOf("other"), snapshotOf("S")]);
    const found = await findSnapshot({ ...session, get: async () => undefined }, vmPoints(), "S");
    expect(found).toMatchObject({ reference: { keys: { InstanceID: "S" } } });
  });

  test("is not one that a host shows in its place", async () => {
    const session = fakeSession({
      get: async () => undefined,
      query: async () => [snapshotOf("other"), snapshotOf("s")],
    });
    expect(await findSnapshot(session, vmPoints(), "S")).toBeUndefined();
  });
});
