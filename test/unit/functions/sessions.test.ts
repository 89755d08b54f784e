import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withSession } from "../../../provider/src/functions/sessions";
import type { HostEntry } from "../../../provider/src/hosts/configuration";
import { fakeSession } from "../../support/fake-session";
import { hostEntry } from "../../support/hosts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

let hosts = 0;

/** A host of its own for each test, and what is opened and closed of it. */
function aHost() {
  const host: HostEntry = { ...hostEntry(undefined), nodes: [{ connection: "ssh", sshHost: `hv${++hosts}` }] };
  const seen = { opened: 0, closed: 0 };
  const open = () => {
    seen.opened += 1;
    return fakeSession({
      async close() {
        seen.closed += 1;
      },
    });
  };
  const use = <T>(act: () => Promise<T>) => withSession({ host: { ...host }, trace: undefined }, act, open);
  return { seen, use };
}

const nothing = async () => undefined;

describe("the session of a process with a host", () => {
  test("is one for all calls, at the same time and one after the other", async () => {
    const { seen, use } = aHost();
    await Promise.all([use(nothing), use(nothing)]);
    await vi.advanceTimersByTimeAsync(20_000);
    await use(nothing);
    expect(seen).toEqual({ opened: 1, closed: 0 });
  });

  test("is another one for another host", async () => {
    const [first, second] = [aHost(), aHost()];
    await Promise.all([first.use(nothing), second.use(nothing)]);
    expect([first.seen.opened, second.seen.opened]).toEqual([1, 1]);
  });

  test("is closed when it has been idle for a while, and the next call opens another", async () => {
    const { seen, use } = aHost();
    await use(nothing);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(seen).toEqual({ opened: 1, closed: 1 });
    await use(nothing);
    expect(seen.opened).toBe(2);
  });

  test("is never closed under a call, however long it takes", async () => {
    const { seen, use } = aHost();
    await use(nothing);
    const long = use(() => new Promise((resolve) => setTimeout(resolve, 120_000)));
    await use(nothing);
    await vi.advanceTimersByTimeAsync(119_999);
    expect(seen.closed).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await long;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(seen.closed).toBe(1);
  });

  test("outlives a call that fails", async () => {
    const { seen, use } = aHost();
    await expect(use(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await use(nothing);
    expect(seen).toEqual({ opened: 1, closed: 0 });
  });
});
