import { expect, test } from "vitest";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import { consistencyOfGroup, contradictionOf } from "../../../provider/src/hyperv/group-consistency";

/** With this number as its ConsistencyLevel. */
function instance(level: number | undefined): CimInstance {
  const properties = level === undefined ? {} : { ConsistencyLevel: cim.uint16(level) };
  return { reference: { className: "Any", keys: {} }, properties };
}

const [application, crash, unknown] = [1, 2, 0];
const [groupCrash, groupApplication] = [1, 2];

test.each([
  ["the members and its own number agree", groupApplication, [application, application], "Application"],
  ["all members contradict it", groupCrash, [application, application], "Application"],
  ["all members contradict it", groupApplication, [crash], "Crash"],
  ["it says nothing and its members do", unknown, [crash, crash], "Crash"],
  ["its members differ", groupCrash, [application, crash], "Crash"],
  ["one member says nothing", groupCrash, [application, unknown], "Crash"],
  ["no member says anything", groupCrash, [unknown, undefined], "Crash"],
  ["it has no members", groupApplication, [], "Application"],
  ["nothing says anything", unknown, [unknown], undefined],
] as const)("the consistency of a group's point where %s: %d, %j", (_, own, members, expected) => {
  expect(consistencyOfGroup(instance(own), members.map(instance))).toBe(expected);
});

test.each([
  ["Application", groupCrash, true],
  ["Crash", groupCrash, false],
  ["Crash", unknown, false],
] as const)("a group's point that is taken for %s and has the number %d: warned of is %s", (decided, own, warned) => {
  expect(contradictionOf(instance(own), "P1", decided)?.code).toBe(warned ? "HVRP325" : undefined);
});
