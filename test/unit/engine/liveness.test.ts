import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pollEngine, type Sight, watchEngine } from "../../../provider/src/engine/liveness";

describe("the engine is given up", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const cases: [string, Sight[], boolean][] = [
    ["when nobody listens at its address any more", ["listens", "listens", "refused"], true],
    ["not when it answers late on a busy machine", ["listens", "unclear", "unclear", "listens", "unclear"], false],
    ["when it has not been seen three times in a row", ["listens", "unclear", "unclear", "unclear"], true],
    ["not when there was none at the beginning", ["refused", "refused", "refused"], false],
    ["also when the first look told nothing", ["unclear", "listens", "refused"], true],
  ];
  test.each(cases)("%s", async (_, sights, expected) => {
    let isGone = false;
    let looks = 0;
    const gone = () => {
      isGone = true;
    };
    await watchEngine("engine:1", gone, async () => sights[looks++] ?? "listens");
    await vi.advanceTimersByTimeAsync(1_000 * sights.length);
    expect(isGone).toBe(expected);
  });
});

describe("a look at the engine's address", () => {
  let server: Server;
  const address = () => `127.0.0.1:${(server.address() as { port: number }).port}`;
  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
  afterEach(() => {
    server.close();
  });

  test("finds it listening", async () => {
    expect(await pollEngine(address())).toBe("listens");
  });

  test("is refused where it has ended", async () => {
    const former = address();
    await new Promise((closed) => server.close(closed));
    expect(await pollEngine(former)).toBe("refused");
  });
});
