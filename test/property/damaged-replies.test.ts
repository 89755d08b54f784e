import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { answerTo, outputOf, recordReplies } from "./recorded-replies";

/*
 * What a create and a refresh ask of a host, recorded once. Each reply is then damaged at every byte: an operation ends
 * in the right value or in an error, never in another value.
 */

const insertions = ["\0", "\r", "\n", "\u001b[K", "text", "<<hvrp:"];

type Mutation = (output: string, at: number) => string;

const mutations: Readonly<Record<string, Mutation>> = {
  "a byte is lost": (output, at) => output.slice(0, at) + output.slice(at + 1),
  "a byte is doubled": (output, at) => output.slice(0, at + 1) + output.slice(at),
  "a bit is flipped": (output, at) =>
    output.slice(0, at) + String.fromCharCode(output.charCodeAt(at) ^ (1 << (at % 7))) + output.slice(at + 1),
  "something is inserted": (output, at) => output.slice(0, at) + insertions[at % insertions.length] + output.slice(at),
  "the rest of the line is lost": (output, at) => output.slice(0, at) + output.slice(output.indexOf("\n", at)),
};

/** Every byte damaged in each way; every line lost, doubled, and exchanged with the next. */
function* damagedOutputs(output: string): Generator<string> {
  for (const mutate of Object.values(mutations)) {
    for (let at = 0; at < output.length; at += 1) yield mutate(output, at);
  }
  const lines = output.split(/(?<=\n)/);
  for (const [index, line] of lines.entries()) {
    yield lines.toSpliced(index, 1).join("");
    yield lines.toSpliced(index, 0, line).join("");
    const next = lines[index + 1];
    if (next !== undefined) yield lines.toSpliced(index, 2, next, line).join("");
  }
}

// A few seconds, on a machine that has nothing else to do.
test("a damaged reply is the right value or an error", { timeout: 180_000 }, async () => {
  const recorded = await recordReplies();
  expect(recorded.length).toBeGreaterThanOrEqual(10);
  let wrong = 0;
  for (const { operation, replies } of recorded) {
    const output = outputOf(replies);
    const expected = await answerTo(operation, output);
    expect(expected).toBeDefined();
    for (const damaged of damagedOutputs(output)) {
      const answer = await answerTo(operation, damaged);
      if (answer !== undefined && !isDeepStrictEqual(answer, expected)) wrong += 1;
    }
  }
  expect(wrong).toBe(0);
});
