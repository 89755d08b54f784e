import type { CimErrorKind } from "../../cim/error";
import type { AssociatorFilter, MethodResult } from "../../cim/session";
import type { CimInstance, CimProperties, CimReference } from "../../cim/value";
import type { ErrorCode } from "../../support/error-codes";
import { secretNames, secretText, withoutSecrets } from "../../support/secret-names";

/*
 * The lines of a trace: every request to a host, and what it answered. The fields of a request are those of the port.
 */

/** Raised when a reader of older traces could not read newer ones. */
export const traceVersion = 1;

export type TracedRequest =
  | { readonly call: "query"; readonly className: string; readonly where?: Readonly<Record<string, string>> }
  | { readonly call: "get"; readonly reference: CimReference }
  | { readonly call: "associators"; readonly reference: CimReference; readonly filter: AssociatorFilter }
  | {
      readonly call: "invoke";
      readonly reference: CimReference;
      readonly method: string;
      readonly args: CimProperties;
    };

/** What a {@link CimError} says beside its message. */
export interface TracedError {
  readonly kind: CimErrorKind;
  readonly code: ErrorCode;
  readonly message: string;
  readonly returnCode?: number;
  readonly permanent: boolean;
  readonly sent: "no" | "maybe";
  readonly busy: boolean;
  readonly unsupported: boolean;
}

export type TracedAnswer =
  | { readonly instances: readonly CimInstance[] }
  /** Of `get`; `null`: the host has none. */
  | { readonly instance: CimInstance | null }
  | { readonly result: MethodResult }
  | { readonly error: TracedError };

export interface TraceLine {
  readonly trace: typeof traceVersion;
  /** When the request was made, ISO 8601 in UTC. */
  readonly at: string;
  /** The process that made it: several may write to one file. */
  readonly pid: number;
  /** The host, as its connection names it. */
  readonly host: string;
  readonly milliseconds: number;
  readonly request: TracedRequest;
  readonly answer: TracedAnswer;
}

/** A line for the file. `secrets`, and names that are secrets, are taken out of every text in it. */
export function writeLine(line: TraceLine, secrets: readonly string[]): string {
  const words = new Map([...secrets, ...secretNames()].map((secret) => [secret, secretText]));
  const text = JSON.stringify(line, (_, value) => {
    if (typeof value === "bigint") return { bigint: String(value) };
    return typeof value === "string" ? withoutSecrets(value, words) : value;
  });
  return `${text}\n`;
}
