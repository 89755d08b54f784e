import { expect, test } from "vitest";
import { inOrder } from "../../../provider/src/hyperv/in-order";

test("points are in the order of what they are of, then of their ids, however the host lists them", () => {
  const points = [
    { name: "web", instanceId: "1" },
    { name: "erp", instanceId: "3" },
    { name: "erp b", instanceId: "0" },
    { name: "erp", instanceId: "2" },
  ];
  const sorted = ["erp 2", "erp 3", "erp b 0", "web 1"];
  for (const listed of [points, [...points].reverse()]) {
    const ordered = inOrder(listed, ({ name }) => [name]);
    expect(ordered.map(({ name, instanceId }) => `${name} ${instanceId}`)).toEqual(sorted);
  }
});
