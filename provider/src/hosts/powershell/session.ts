import { CimError } from "../../cim/error";
import type { AssociatorFilter, CimSession, MethodResult } from "../../cim/session";
import type { CimInstance, CimProperties, CimReference } from "../../cim/value";
import { sameId } from "../../support/same-id";
import type { Dispatcher } from "./dispatcher";
import { hostError, isInvalidArgument, kindOf } from "./host-error";
import type { BridgeError } from "./reply";
import type { BridgeAnswer } from "./request";
import { type WireOperation, wireOperation } from "./wire";

/** The port, spoken to a host through PowerShell. */
export class PowerShellSession implements CimSession {
  readonly #dispatcher: Pick<Dispatcher, "send" | "close" | "launch">;

  constructor(dispatcher: Pick<Dispatcher, "send" | "close" | "launch">) {
    this.#dispatcher = dispatcher;
  }

  async query(className: string, where: Readonly<Record<string, string>> = {}): Promise<CimInstance[]> {
    const wanted = Object.entries(where);
    if (wanted.some(([, value]) => namesNothing(value))) return [];
    const what = `query of ${className}`;
    const answer = await this.#send(wireOperation.query(className, where), what);
    if ("error" in answer) throw this.#hostError(answer.error, what);
    // Should a literal ever be read in another way than it was meant, its answer does not pass.
    return answer.instances.filter(({ properties }) =>
      wanted.every(([name, value]) => hasText(properties, name, value)),
    );
  }

  async get(reference: CimReference): Promise<CimInstance | undefined> {
    if (Object.values(reference.keys).some(namesNothing)) return undefined;
    const what = `get of ${reference.className}`;
    const answer = await this.#send(wireOperation.get(reference), what);
    if (!("error" in answer)) return answer.instances[0];
    if (kindOf(answer.error) === "NotFound") return undefined;
    if (!isInvalidArgument(answer.error)) throw this.#hostError(answer.error, what);
    const [found] = await this.query(reference.className, reference.keys);
    return found;
  }

  async associators(
    reference: CimReference,
    { resultClass, associationClass }: AssociatorFilter,
  ): Promise<CimInstance[]> {
    const what = `${resultClass} associated with ${reference.className}`;
    if (Object.values(reference.keys).some(namesNothing)) return [];
    const answer = await this.#send(wireOperation.associators(reference, resultClass, associationClass), what);
    if (!("error" in answer)) return [...answer.instances];
    // Nothing is associated with what is not there: a job is gone five minutes after its end.
    const absent =
      kindOf(answer.error) === "NotFound" ||
      (isInvalidArgument(answer.error) && (await this.get(reference)) === undefined);
    if (absent) return [];
    throw this.#hostError(answer.error, what);
  }

  async invoke(reference: CimReference, method: string, args: CimProperties): Promise<MethodResult> {
    const what = `${reference.className}.${method}`;
    if (Object.values(reference.keys).some(namesNothing)) {
      throw new CimError("NotFound", `${what} on ${this.#host}: no object has a NUL in its key`, {
        code: "HVRP205",
        sent: "no",
      });
    }
    const answer = await this.#send(wireOperation.invoke(reference, method, args), what);
    if ("error" in answer) throw this.#hostError(answer.error, what, answer.sent ? "maybe" : "no");
    if (answer.method !== undefined) return answer.method;
    throw new CimError("Unavailable", `${what} on ${this.#host}: the answer has no return value`, { code: "HVRP226" });
  }

  close(): Promise<void> {
    return this.#dispatcher.close();
  }

  /** The values as they come back from the shell, as the out parameters of a method would. */
  async echo(values: CimProperties): Promise<CimProperties> {
    const answer = await this.#send(wireOperation.echo(values), "echo");
    if ("error" in answer) throw this.#hostError(answer.error, "echo");
    return answer.method?.out ?? {};
  }

  get #host(): string {
    return this.#dispatcher.launch.host;
  }

  #send(operation: WireOperation, what: string): Promise<BridgeAnswer> {
    return this.#dispatcher.send(operation, `${what} on ${this.#host}`);
  }

  #hostError(error: BridgeError, what: string, sent?: "no" | "maybe"): CimError {
    return hostError(error, `${what} on ${this.#host}`, sent);
  }
}

/** No name or key on a host holds a NUL; native code would take it for the end, and the rest for another object's name. */
function namesNothing(value: string): boolean {
  return value.includes("\0");
}

function hasText(properties: CimProperties, name: string, wanted: string): boolean {
  const found = Object.entries(properties).find(([other]) => sameId(other, name))?.[1];
  if (found === undefined || !("value" in found) || found.value === null) return false;
  return sameId(String(found.value), wanted);
}
