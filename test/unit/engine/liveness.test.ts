import { createServer, type Server, Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { pollEngine, type Sight, watchEngine } from "../../../provider/src/engine/liveness";
import { manualTimers } from "../../support/manual-timers";

/** Watches an engine, as the polls see it, for as many seconds. Answers after how many it was given up. */
async function givenUpAfter(sights: readonly Sight[]): Promise<number[]> {
  const left = [...sights];
  const givenUp: number[] = [];
  const { advance } = manualTimers();
  let seconds = 0;
  await watchEngine(
    "engine:1",
    () => givenUp.push(seconds),
    async () => left.shift() ?? "listens",
  );
  while (seconds < sights.length) {
    seconds += 1;
    const before = left.length;
    await advance(999);
    expect(left).toHaveLength(before);
    await advance(1);
  }
  return givenUp;
}

describe("the engine is given up", () => {
  const cases: [string, Sight[], number[]][] = [
    ["when nobody listens at its address any more, once", ["listens", "listens", "refused", "refused"], [2]],
    ["not when it answers late on a busy machine", ["listens", "unclear", "unclear", "listens", "unclear"], []],
    ["when it has not been seen three times in a row", ["listens", "unclear", "unclear", "unclear", "unclear"], [3]],
    ["not when there was none at the beginning", ["refused", "refused", "refused"], []],
    ["also when the first look told nothing", ["unclear", "listens", "refused"], [2]],
    ["not while it is there", ["listens", "listens", "listens"], []],
  ];
  test.each(cases)("%s", async (_, sights, expected) => {
    expect(await givenUpAfter(sights)).toEqual(expected);
  });
});

describe("a look at the engine's address", () => {
  /** With a server that listens at an address. */
  async function withServer<T>(work: (address: string, server: Server) => Promise<T>): Promise<T> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    try {
      return await work(`127.0.0.1:${(server.address() as { port: number }).port}`, server);
    } finally {
      server.close();
    }
  }

  /** With a connection of which nothing is heard until the test says so. */
  function silentConnection() {
    const socket = new Socket();
    return { socket, sight: pollEngine("127.0.0.1:1", () => socket) };
  }

  test("finds it listening", async () => {
    expect(await withServer((address) => pollEngine(address))).toBe("listens");
  });

  test("is refused where it has ended", async () => {
    const sight = await withServer(async (address, server) => {
      await new Promise((closed) => server.close(closed));
      return pollEngine(address);
    });
    expect(sight).toBe("refused");
  });

  test("tells nothing when it fails otherwise, or takes a second", async () => {
    const failing = silentConnection();
    failing.socket.emit("error", Object.assign(new Error("no"), { code: "EMFILE" }));
    expect(await failing.sight).toBe("unclear");
    const slow = silentConnection();
    expect(slow.socket.timeout).toBe(1_000);
    slow.socket.emit("timeout");
    expect(await slow.sight).toBe("unclear");
  });

  test("leaves no connection behind", async () => {
    const { socket, sight } = silentConnection();
    socket.emit("connect");
    expect(await sight).toBe("listens");
    expect(socket.destroyed).toBe(true);
  });
});
