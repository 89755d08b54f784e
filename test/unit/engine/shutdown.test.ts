import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { endWithEngine } from "../../../provider/src/engine/shutdown";
import { manualTimers } from "../../support/manual-timers";

const never = new Promise<never>(() => undefined);

/** A provider process: what it did, in order, and what the engine does to it. */
function providerProcess({ address, delivering = Promise.resolve(), closing = Promise.resolve() }: Delays) {
  const did: string[] = [];
  const signals = new EventEmitter();
  const watched: { address: string; gone: () => void }[] = [];
  endWithEngine(
    address,
    async () => {
      await closing;
      did.push("closed the hosts");
    },
    {
      onShutdown: async () => {
        await delivering;
        did.push("delivered");
      },
    },
    {
      on: (signal, listener) => signals.on(signal, listener),
      exit: (code) => void did.push(`exit ${code}`),
    },
    async (watchedAddress, gone) => void watched.push({ address: watchedAddress, gone }),
  );
  return {
    did,
    watched,
    async signal(name: NodeJS.Signals): Promise<void> {
      signals.emit(name);
      await settled();
    },
  };
}

interface Delays {
  readonly address?: string;
  readonly delivering?: Promise<void>;
  readonly closing?: Promise<void>;
}

/** All that waits for nothing has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a provider process that the engine ends", () => {
  test.each(["SIGINT", "SIGTERM", "SIGBREAK"] as const)(
    "by %s says what was delivered, closes the sessions with hosts, and then ends in order",
    async (name) => {
      const { did, signal } = providerProcess({});
      await signal(name);
      expect(did).toEqual(["delivered", "closed the hosts", "exit 0"]);
    },
  );

  test("waits for both", async () => {
    let closed = () => {};
    const closing = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { did, signal } = providerProcess({ closing });
    await signal("SIGINT");
    expect(did).toEqual(["delivered"]);
    closed();
    await settled();
    expect(did).toEqual(["delivered", "closed the hosts", "exit 0"]);
  });

  test("ends though the journal cannot be written, or a host does not let go", async () => {
    const refused = () => Promise.reject(new Error("no"));
    const { did, signal } = providerProcess({ delivering: refused(), closing: refused() });
    await signal("SIGINT");
    expect(did).toEqual(["exit 0"]);
  });

  test("ends once, however often it is told", async () => {
    const { did, signal } = providerProcess({});
    await signal("SIGINT");
    await signal("SIGTERM");
    expect(did).toEqual(["delivered", "closed the hosts", "exit 0"]);
  });

  test("ends after four seconds as one that failed, where its own end takes longer", async () => {
    const { pass } = manualTimers();
    const { did, signal } = providerProcess({ delivering: never });
    await signal("SIGINT");
    pass(3_999);
    expect(did).toEqual(["closed the hosts"]);
    pass(1);
    expect(did).toEqual(["closed the hosts", "exit 1"]);
  });
});

describe("a provider process whose engine was killed", () => {
  test("ends as one that failed, and leaves the journal as it is: that engine has stored nothing", async () => {
    const { did, watched } = providerProcess({ address: "127.0.0.1:43521" });
    expect(watched).toMatchObject([{ address: "127.0.0.1:43521" }]);
    expect(did).toEqual([]);
    watched[0]?.gone();
    await settled();
    expect(did).toEqual(["exit 1"]);
  });

  test("watches none where it was not told of one", () => {
    expect(providerProcess({}).watched).toEqual([]);
  });
});
