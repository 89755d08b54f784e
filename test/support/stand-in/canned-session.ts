import type { CimSession } from "../../../provider/src/cim/session";
import { type CimInstance, type CimReference, cim } from "../../../provider/src/cim/value";
import type { Behaviour } from "./behaviour";
import { HostFault } from "./errors";

/**
 * A host that needs no description: finds whatever it is asked for, and gives back what it is given. `began` is told of
 * each method that begins.
 */
export function cannedSession(
  { many = { count: 0, size: 0 } }: Pick<Behaviour, "many">,
  began: (method: string) => void = () => undefined,
): CimSession {
  return {
    async query(className, where) {
      if (className === "Test_Many") {
        return Array.from({ length: many.count }, (_, index) =>
          instanceOf({ className, keys: { Id: String(index) } }, "x".repeat(many.size)),
        );
      }
      // A literal that was read wrongly would find everything.
      if (className === "Test_Careless")
        return [...instances(className, where), ...instances(className, { Name: "*" })];
      return instances(className, where);
    },

    async get(reference) {
      const [key] = Object.values(reference.keys);
      if (key === "missing") return undefined;
      if (key?.startsWith("fault:")) throw new HostFault(JSON.parse(key.slice("fault:".length)));
      return instanceOf(reference);
    },

    async associators(reference, { resultClass, associationClass }) {
      const [key = ""] = Object.values(reference.keys);
      if (key === "missing") throw new HostFault({ id: "HvBridge.ObjectNotFound" });
      if (key.startsWith("fault:")) throw new HostFault(JSON.parse(key.slice("fault:".length)));
      return [instanceOf({ className: resultClass, keys: reference.keys }, associationClass)];
    },

    async invoke(_reference, method, args) {
      began(method);
      if (method === "Break") throw new HostFault({ nativeErrorCode: "AccessDenied", message: "Zugriff verweigert" });
      if (method === "SayNothing") return { returnValue: null as unknown as number, out: {} };
      return { returnValue: method === "Refuse" ? 32775 : 0, out: args };
    },

    async close() {},
  };
}

function instances(className: string, where: Readonly<Record<string, string>> = {}): CimInstance[] {
  return [instanceOf({ className, keys: where })];
}

function instanceOf(reference: CimReference, text?: string): CimInstance {
  const keys = Object.entries(reference.keys).map(([name, value]) => [name, cim.string(value)] as const);
  return {
    reference,
    properties: { ...Object.fromEntries(keys), ...(text === undefined ? {} : { Text: cim.string(text) }) },
  };
}
