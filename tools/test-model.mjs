import { parseArgs } from "node:util";
import { exploreScenarios } from "../test/model/explore.mjs";

/*
 * Explores the model of the life of a creation: all scenarios take some ten minutes and 6 GB of memory.
 *
 *   npm run test:model -- --only moved,late      scenarios
 *   npm run test:model -- --host job,ref         by what the host names results: job, ref, both or ""
 *   npm run test:model -- --events 3 --commands 4
 *   npm run test:model -- --without grace        shows the shortest trace to the harm that a rule keeps away
 *   npm run test:model -- --outcomes             with the shortest trace to each end
 */
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    host: { type: "string" },
    events: { type: "string" },
    commands: { type: "string" },
    without: { type: "string" },
    outcomes: { type: "boolean", default: false },
  },
});

/** @param {readonly string[]} trace */
const indented = (trace) => trace.map((label) => `      ${label}\n`).join("");

let states = 0;
let violations = 0;
for (const explored of exploreScenarios({
  only: values.only?.split(","),
  host: values.host,
  events: values.events === undefined ? undefined : Number(values.events),
  commands: values.commands === undefined ? undefined : Number(values.commands),
  without: values.without?.split(","),
})) {
  states += explored.states;
  violations += explored.bads.size;
  const names = explored.host || "nothing";
  console.log(
    `${explored.scenario}, results named by ${names}: ${explored.states} states${explored.bounded ? ", cut off" : ""}`,
  );
  for (const [outcome, { count, trace }] of explored.outcomes) {
    console.log(`    ${count} times ends with: ${outcome}\n${values.outcomes ? indented(trace) : ""}`.trimEnd());
  }
  for (const { what, trace, count } of explored.bads.values()) {
    console.log(`  VIOLATION in ${count} states: ${what}\n${indented(trace)}`);
  }
}
console.log(`${states} states, ${violations} kinds of violation`);
process.exitCode = violations > 0 ? 1 : 0;
