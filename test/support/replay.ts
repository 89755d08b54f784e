import { readFileSync } from "node:fs";
import { CimError } from "../../provider/src/cim/error";
import type { CimSession } from "../../provider/src/cim/session";
import type { TracedAnswer, TracedRequest, TraceLine } from "../../provider/src/hosts/trace/record";
import { parseLine } from "./trace-lines";

export function readTrace(file: string): TraceLine[] {
  return readFileSync(file, "utf8").trimEnd().split("\n").map(parseLine);
}

/**
 * A recorded trace as a host: each request is answered as it was then; one that was made several times, in the order of
 * its answers, of which the last one stays.
 */
export function replay(lines: readonly TraceLine[]): CimSession {
  const answers = new Map<string, TracedAnswer[]>();
  for (const { request, answer } of lines)
    answers.set(keyOf(request), [...(answers.get(keyOf(request)) ?? []), answer]);
  const answerTo = (request: TracedRequest): Exclude<TracedAnswer, { error: unknown }> => {
    const left = answers.get(keyOf(request)) ?? [];
    const answer = left.length > 1 ? left.shift() : left[0];
    if (answer === undefined) throw new Error(`the trace has no answer to ${keyOf(request)}`);
    if ("error" in answer) throw new CimError(answer.error.kind, answer.error.message, answer.error);
    return answer;
  };
  const instances = (request: TracedRequest) => {
    const answer = answerTo(request);
    return "instances" in answer ? [...answer.instances] : unfit(request);
  };
  return {
    query: async (className, where) =>
      instances({ call: "query", className, ...(where === undefined ? {} : { where }) }),
    async get(reference) {
      const answer = answerTo({ call: "get", reference });
      return "instance" in answer ? (answer.instance ?? undefined) : unfit({ call: "get", reference });
    },
    associators: async (reference, filter) => instances({ call: "associators", reference, filter }),
    async invoke(reference, method, args) {
      const request = { call: "invoke", reference, method, args } as const;
      const answer = answerTo(request);
      return "result" in answer ? answer.result : unfit(request);
    },
    close: async () => undefined,
  };
}

function keyOf(request: TracedRequest): string {
  return JSON.stringify(request, (_, value) => (typeof value === "bigint" ? String(value) : value));
}

function unfit(request: TracedRequest): never {
  throw new Error(`the trace answers ${request.call} with something else`);
}
