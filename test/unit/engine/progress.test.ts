import { describe, expect, test } from "vitest";
import { progressFilter } from "../../../provider/src/engine/progress";
import { VirtualClock } from "../../support/virtual-clock";

function filter() {
  const clock = new VirtualClock();
  return { clock, shows: progressFilter(clock) };
}

describe("progress is shown", () => {
  test("of each resource every three seconds, as it is then", () => {
    const { clock, shows } = filter();
    expect([shows("a", "1%"), shows("a", "2%"), shows("b", "3%")]).toEqual([true, false, true]);
    clock.advance(2_999);
    expect(shows("a", "4%")).toBe(false);
    clock.advance(1);
    expect(shows("a", "5%")).toBe(true);
  });

  test("of a host that does not answer by one resource, and again after half a minute", () => {
    const { clock, shows } = filter();
    const retrying = "retrying: cannot reach hv01 (ssh)";
    expect(["a", "b", "c"].map((urn) => shows(urn, retrying))).toEqual([true, false, false]);
    expect(shows("b", "retrying: cannot reach hv02 (ssh)")).toBe(true);
    clock.advance(29_999);
    expect(shows("c", retrying)).toBe(false);
    clock.advance(1);
    expect(["a", "b", "c"].map((urn) => shows(urn, retrying))).toEqual([true, false, false]);
  });
});
