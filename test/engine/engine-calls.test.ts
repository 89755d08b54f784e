import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineCallsFile, readEngineCalls } from "../property/engine-calls";
import { RecordedStack, scenarios } from "./engine-calls";
import { describeEngine } from "./harness";

/**
 * Writes down what is recorded instead of comparing: for another version of Pulumi, or another scenario. `npm run format` then lays
 * it out.
 */
const isRecording = process.env.HYPERV_RP_RECORD_ENGINE_CALLS === "1";

describeEngine("what the property tests take for the calls of the engine are its calls", () => {
  test.each(Object.entries(scenarios))("%s", async (name, scenario) => {
    const stack = await RecordedStack.create();
    await scenario(stack);
    if (isRecording) {
      const recorded = { ...readEngineCalls(), [name]: stack.commands };
      const inOrder = Object.keys(scenarios).flatMap((key) => (key in recorded ? [[key, recorded[key]]] : []));
      writeFileSync(engineCallsFile, JSON.stringify(Object.fromEntries(inOrder)));
    }
    expect(stack.commands).toEqual(readEngineCalls()[name]);
  });

  test("and there are no others", () => {
    expect(Object.keys(readEngineCalls())).toEqual(Object.keys(scenarios));
  });
});
