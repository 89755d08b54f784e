import type { AssociatorFilter, CimSession } from "../../provider/src/cim/session";
import type { CimInstance, CimProperties, CimValue } from "../../provider/src/cim/value";
import { describe as describeError } from "./findings";

export interface RecordedCall {
  readonly step: string;
  readonly call: string;
  readonly answer: string;
  readonly milliseconds: number;
  /** Of a call that may name what was created: whether it does. */
  readonly names?: boolean;
}

/** A session of which every call is remembered: what was asked, what came back, how long it took. */
export function recordingSession(session: CimSession) {
  const calls: RecordedCall[] = [];
  let step = "";

  async function record<T>(
    call: string,
    make: () => Promise<T>,
    describe: (answer: T) => string,
    namesIn: (answer: T) => boolean | undefined = () => undefined,
  ): Promise<T> {
    const started = performance.now();
    const note = (answer: string, names?: boolean) => {
      const milliseconds = Math.round(performance.now() - started);
      calls.push({ step, call, answer, milliseconds, ...(names === undefined ? {} : { names }) });
    };
    try {
      const answer = await make();
      note(describe(answer), namesIn(answer));
      return answer;
    } catch (error) {
      note(describeError(error));
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
        (instances) => (isResultOfJob(filter) ? instances.length > 0 : undefined),
      ),
    invoke: (reference, method, args) =>
      record(
        `invoke ${reference.className}.${method}`,
        () => session.invoke(reference, method, args),
        ({ returnValue, out }) => `returned ${returnValue}, out: ${Object.entries(out).map(describeOut).join(", ")}`,
        ({ out }) => resultNamedIn(out),
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

function isResultOfJob({ associationClass, resultClass }: AssociatorFilter): boolean {
  return associationClass === "Msvm_AffectedJobElement" && resultClass !== "Msvm_ComputerSystem";
}

/** Every method that creates something has one out parameter for it. */
function resultNamedIn(out: CimProperties): boolean | undefined {
  const result = Object.entries(out).find(([name]) => name.startsWith("Resulting"))?.[1];
  return result === undefined ? undefined : "value" in result && result.value !== null;
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
