import type { MethodResult } from "../../cim/session";
import type { CimInstance } from "../../cim/value";
import type { BridgeError, Reply, WireOperation } from "./wire";

/** What the host has answered to one operation. */
export type Answer =
  | { readonly instances: readonly CimInstance[]; readonly method: MethodResult | undefined }
  | { readonly error: BridgeError };

/** One operation that waits for its answer. */
export interface Request {
  readonly operation: WireOperation;
  /** How errors call it. */
  readonly what: string;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Requests that went to the shell in one line, and what has come back. */
export class Call {
  readonly #open: Map<number, { readonly request: Request; readonly instances: CimInstance[] }>;
  #ended = false;

  constructor(
    readonly id: string,
    requests: readonly Request[],
  ) {
    this.#open = new Map(requests.map((request, index) => [index, { request, instances: [] }]));
  }

  /** Whether the shell has said that the call is over. */
  get ended(): boolean {
    return this.#ended;
  }

  get unanswered(): Request[] {
    return [...this.#open.values()].map(({ request }) => request);
  }

  /** Takes a reply; whether it was one that could come now. */
  accept(reply: Reply): boolean {
    if (this.#ended) return false;
    if (reply.kind === "end") {
      this.#ended = true;
      return this.#open.size === 0;
    }
    const entry = this.#open.get(reply.operation);
    if (entry === undefined) return false;
    if (reply.kind === "page") {
      entry.instances.push(...reply.instances);
      return true;
    }
    this.#open.delete(reply.operation);
    entry.request.resolve(
      reply.kind === "error" ? { error: reply.error } : { instances: entry.instances, method: reply.method },
    );
    return true;
  }
}
