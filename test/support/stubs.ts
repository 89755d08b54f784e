import { onTestFinished } from "vitest";

/** Puts something in the place of a property, until the test has finished. */
export function replacing<T extends object, Key extends keyof T>(object: T, key: Key, value: T[Key]): void {
  const before = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { value, configurable: true, writable: true });
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(object, key);
    else Object.defineProperty(object, key, before);
  });
}

/** Sets variables of the environment of this process, until the test has finished. */
export function stubEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

/** Timers that only run when a test lets time pass, until it has finished. */
export function manualTimers() {
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  let now = 0;
  let count = 0;
  const set = (run: () => void, milliseconds = 0) => {
    count += 1;
    timers.set(count, { at: now + milliseconds, run });
    return count;
  };
  replacing(globalThis, "setTimeout", set as unknown as typeof setTimeout);
  replacing(globalThis, "clearTimeout", ((id: number) => void timers.delete(id)) as unknown as typeof clearTimeout);
  const pass = (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined) break;
      const [id, { at, run }] = next;
      timers.delete(id);
      now = at;
      run();
    }
    now = end;
  };
  return {
    pass,
    /** Lets time pass, and whatever follows from that happen. */
    async advance(milliseconds: number): Promise<void> {
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      pass(milliseconds);
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    },
  };
}
