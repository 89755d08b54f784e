import type { CimInstance } from "../../cim/value";
import type { Frame } from "./frames";
import { decodeReply, type Reply } from "./reply";
import type { BridgeAnswer, BridgeRequest } from "./request";
import { givesResult } from "./wire";

/** Of one answer: more is no answer of a host, and would end in this computer's memory. */
export interface Limits {
  readonly pages: number;
  readonly instances: number;
  readonly characters: number;
}

const usualLimits: Limits = { pages: 10_000, instances: 200_000, characters: 256 * 1024 * 1024 };

/** What becomes of a frame: its reply, or why there can be no such frame. */
export type Accepted = { readonly reply: Reply } | { readonly fault: string };

const damaged = { fault: "its answer is damaged" };
const senseless = { fault: "its answer makes no sense" };
const endless = { fault: "its answer has no end" };

/** Requests that went to the shell in one line, and what has come back. The bridge answers them in their order. */
export class BridgeCall {
  readonly #open: BridgeRequest[];
  readonly #total: number;
  #frames = 0;
  #ended = false;
  #pages = 0;
  #characters = 0;
  #instances: CimInstance[] = [];

  constructor(
    readonly id: string,
    requests: readonly BridgeRequest[],
    readonly limits = usualLimits,
  ) {
    this.#open = [...requests];
    this.#total = requests.length;
  }

  /** Whether the shell has said that the call is over. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The first of them may be under way, the others have not been reached. */
  get unanswered(): readonly BridgeRequest[] {
    return this.#open;
  }

  /** Takes a frame; an operation that is answered whole is settled. */
  accept(frame: Frame): Accepted {
    if (frame.call !== this.id) return { fault: "it has answered another call" };
    if (frame.number !== this.#frames || this.#ended) return damaged;
    this.#frames += 1;
    this.#characters += frame.payload.length;
    if (this.#characters > this.limits.characters) return endless;
    const reply = decoded(frame.payload);
    return reply === undefined ? senseless : this.#take(reply);
  }

  #take(reply: Reply): Accepted {
    const [request] = this.#open;
    if (reply.kind === "end") {
      if (request !== undefined) return senseless;
      this.#ended = true;
      return { reply };
    }
    if (request === undefined || reply.operation !== this.#total - this.#open.length) return senseless;
    const fits = reply.kind === "error" || (reply.kind === "result") === givesResult(request.operation);
    if (!fits) return senseless;
    if (reply.kind === "page") return this.#takePage(reply);
    if (reply.kind === "done" && !this.#isWhole(reply)) return damaged;
    if (request.operation.kind === "get" && this.#instances.length > 1) return senseless;
    this.#settle(request, answerOf(reply, this.#instances));
    return { reply };
  }

  #takePage(reply: Extract<Reply, { kind: "page" }>): Accepted {
    this.#pages += 1;
    this.#instances.push(...reply.instances);
    const { pages, instances } = this.limits;
    return this.#pages > pages || this.#instances.length > instances ? endless : { reply };
  }

  #isWhole({ frames, instances }: Extract<Reply, { kind: "done" }>): boolean {
    return frames === this.#pages && instances === this.#instances.length;
  }

  #settle(request: BridgeRequest, answer: BridgeAnswer): void {
    this.#open.shift();
    this.#pages = 0;
    this.#characters = 0;
    this.#instances = [];
    request.resolve(answer);
  }
}

function answerOf(reply: Exclude<Reply, { kind: "page" | "end" }>, instances: readonly CimInstance[]): BridgeAnswer {
  switch (reply.kind) {
    case "done":
      return { instances, method: undefined };
    case "result":
      return { instances: [], method: reply.method };
    case "error":
      return { error: reply.error, sent: reply.sent };
  }
}

function decoded(payload: string): Reply | undefined {
  try {
    return decodeReply(payload);
  } catch {
    return undefined;
  }
}
