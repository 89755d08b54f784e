import { closeSync, openSync, writeSync } from "node:fs";
import { type CimError, isCimError } from "../../cim/error";
import type { CimSession } from "../../cim/session";
import type { Clock } from "../../support/clock";
import { UserError } from "../../support/user-error";
import { type TracedAnswer, type TracedError, type TracedRequest, traceVersion, writeLine } from "./record";

export interface Trace {
  /** Path of the file; what it holds already stays. */
  readonly file: string;
  /** Which host it is, for several may write to one file. */
  readonly host: string;
  /** Texts that never appear in it: passwords. */
  readonly secrets: readonly string[];
  readonly clock: Clock;
}

/**
 * A session of which every request and answer is appended to a file, as one line of JSON each. Rejects nothing: a line
 * that cannot be written ends the trace, and not what the host was asked for.
 */
export function tracedSession(session: CimSession, { file, host, secrets, clock }: Trace): CimSession {
  let descriptor: number | undefined = openFile(file);

  function write(request: TracedRequest, started: number, answer: TracedAnswer): void {
    if (descriptor === undefined) return;
    const at = new Date(started).toISOString();
    const milliseconds = clock.now() - started;
    const line = writeLine({ trace: traceVersion, at, pid: process.pid, host, milliseconds, request, answer }, secrets);
    try {
      // At once: several processes may append to one file, and one may be killed at any moment.
      writeSync(descriptor, line);
    } catch {
      end();
    }
  }

  function end(): void {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  }

  async function traced<T>(request: TracedRequest, make: () => Promise<T>, answerOf: (value: T) => TracedAnswer) {
    const started = clock.now();
    try {
      const value = await make();
      write(request, started, answerOf(value));
      return value;
    } catch (error) {
      if (isCimError(error)) write(request, started, { error: tracedError(error) });
      throw error;
    }
  }

  return {
    query: (className, where) =>
      traced(
        { call: "query", className, ...(where === undefined ? {} : { where }) },
        () => session.query(className, where),
        (instances) => ({ instances }),
      ),
    get: (reference) =>
      traced(
        { call: "get", reference },
        () => session.get(reference),
        (instance) => ({ instance: instance ?? null }),
      ),
    associators: (reference, filter) =>
      traced(
        { call: "associators", reference, filter },
        () => session.associators(reference, filter),
        (instances) => ({ instances }),
      ),
    invoke: (reference, method, args) =>
      traced(
        { call: "invoke", reference, method, args },
        () => session.invoke(reference, method, args),
        (result) => ({ result }),
      ),
    async close() {
      await session.close();
      end();
    },
  };
}

function openFile(file: string): number {
  try {
    return openSync(file, "a", 0o600);
  } catch (error) {
    throw new UserError("HVRP509", `the trace cannot be written: ${(error as Error).message}`);
  }
}

function tracedError({ kind, code, message, returnCode, permanent, sent, busy, unsupported }: CimError): TracedError {
  const returned = returnCode === undefined ? {} : { returnCode };
  return { kind, code, message, ...returned, permanent, sent, busy, unsupported };
}
