import { isCimError } from "../../provider/src/cim/error";
import type { CimSession } from "../../provider/src/cim/session";
import type { CimInstance, CimValue } from "../../provider/src/cim/value";

export interface RecordedCall {
  readonly step: string;
  readonly call: string;
  readonly answer: string;
  readonly milliseconds: number;
}

/** A session of which every call is remembered: what was asked, what came back, how long it took. */
export function recordingSession(session: CimSession) {
  const calls: RecordedCall[] = [];
  let step = "";

  async function record<T>(call: string, make: () => Promise<T>, describe: (answer: T) => string): Promise<T> {
    const started = performance.now();
    const note = (answer: string) =>
      calls.push({ step, call, answer, milliseconds: Math.round(performance.now() - started) });
    try {
      const answer = await make();
      note(describe(answer));
      return answer;
    } catch (error) {
      note(isCimError(error) ? `${error.kind}: ${error.message}` : String(error));
      throw error;
    }
  }

  const recorded: CimSession = {
    query: (className, where) =>
      record(
        `query ${className}${where === undefined ? "" : ` where ${JSON.stringify(where)}`}`,
        () => session.query(className, where),
        (instances) => `${instances.length} instances`,
      ),
    get: (reference) =>
      record(
        `get ${reference.className} ${JSON.stringify(reference.keys)}`,
        () => session.get(reference),
        (instance) => (instance === undefined ? "nothing" : stateOf(instance)),
      ),
    associators: (reference, filter) =>
      record(
        `associators of ${reference.className}: ${filter.resultClass}`,
        () => session.associators(reference, filter),
        (instances) => `${instances.length} instances`,
      ),
    invoke: (reference, method, args) =>
      record(
        `invoke ${reference.className}.${method}`,
        () => session.invoke(reference, method, args),
        ({ returnValue, out }) => `returned ${returnValue}, out: ${Object.entries(out).map(describeOut).join(", ")}`,
      ),
    close: () => session.close(),
  };
  return {
    session: recorded,
    calls: calls as readonly RecordedCall[],
    begin(name: string) {
      step = name;
    },
  };
}

/** The life of a job is what a report is read for. */
function stateOf({ properties: { JobState, PercentComplete } }: CimInstance): string {
  if (JobState === undefined || !("value" in JobState)) return "found";
  const percent = PercentComplete !== undefined && "value" in PercentComplete ? PercentComplete.value : "?";
  return `JobState ${JobState.value}, ${percent}%`;
}

function describeOut([name, value]: readonly [string, CimValue]): string {
  return `${name} ${"value" in value && value.value === null ? "null" : value.type}`;
}
