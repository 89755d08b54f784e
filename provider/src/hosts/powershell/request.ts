import type { CimError } from "../../cim/error";
import type { MethodResult } from "../../cim/session";
import type { CimInstance } from "../../cim/value";
import type { BridgeError } from "./reply";
import { isMethodCall, type WireOperation } from "./wire";

/** What the host has answered to one operation. */
export type BridgeAnswer =
  | { readonly instances: readonly CimInstance[]; readonly method: MethodResult | undefined }
  | { readonly error: BridgeError; readonly sent: boolean };

/** One operation that waits for its answer. */
export interface BridgeRequest {
  readonly operation: WireOperation;
  /** The operation as JSON: what is equal is the same question. */
  readonly text: string;
  /** How errors call it. */
  readonly what: string;
  /** When it was made, by the monotonic clock of this process in milliseconds. */
  readonly calledAt: number;
  /** Whether a shell has ended while it was under way. */
  repeated: boolean;
  resolve(answer: BridgeAnswer): void;
  reject(error: Error): void;
}

const mostOperationsOfALine = 100;
/** ConvertFrom-Json of Windows PowerShell refuses two million characters. */
const mostCharactersOfALine = 500_000;

/** What the next line to the shell carries: the method call that is first, alone, or all reads that fit. */
export function nextLine(waiting: readonly BridgeRequest[]): readonly BridgeRequest[] {
  const [first] = waiting;
  if (first === undefined || isMethodCall(first.operation)) return waiting.slice(0, 1);
  const line: BridgeRequest[] = [];
  let characters = 0;
  for (const request of waiting) {
    if (isMethodCall(request.operation)) continue;
    characters += request.text.length;
    if (line.length === mostOperationsOfALine || (line.length > 0 && characters > mostCharactersOfALine)) break;
    line.push(request);
  }
  return line;
}

/** What happened to requests whose shell is no more. */
export interface Loss {
  readonly why: CimError;
  /** In the order in which they were sent. */
  readonly requests: readonly BridgeRequest[];
  /** Whether their line was written, so that the first of them may have begun. */
  readonly written: boolean;
  /** Whether others of that line were answered. */
  readonly answered: boolean;
  /** Whether the first has used up the time of an operation. */
  readonly late: boolean;
}

/**
 * Whether the next shell gets the request under which one has ended: never a method call, which may have begun, and no
 * read that has ended two shells or has used up its time.
 */
export function mayRepeat(
  { operation, repeated }: Pick<BridgeRequest, "operation" | "repeated">,
  late: boolean,
): boolean {
  return !isMethodCall(operation) && !late && !repeated;
}
