import { existsSync, writeFileSync } from "node:fs";
import type { Behaviour, Mishap } from "./behaviour";
import { frame } from "./bridge";
import type { Output } from "./output";

/** What the mishap of a call needs of the shell. */
export interface ShellState {
  readonly output: Output;
  /** Puts the stopwatch ahead. */
  putAhead(milliseconds: number): void;
}

/** `call`: its number; `kind`: that of its first operation. */
export function mishapOf(
  { mishap, mishapOnce }: Behaviour,
  call: number,
  kind: string | undefined,
): Mishap | undefined {
  if (mishap === undefined || (mishapOnce !== undefined && existsSync(mishapOnce))) return undefined;
  const isMeant = mishap.kind === undefined ? mishap.call === call : mishap.call <= call && mishap.kind === kind;
  if (!isMeant) return undefined;
  if (mishapOnce !== undefined) writeFileSync(mishapOnce, "");
  return mishap;
}

/** Whether that was all that comes of the call. */
export async function meet({ does }: Mishap, call: string, shell: ShellState): Promise<boolean> {
  const { output } = shell;
  if (typeof does === "object") {
    if ("exit" in does) {
      if (does.errors !== undefined) process.stderr.write(does.errors);
      process.exit(does.exit);
    }
    if ("until" in does) {
      await waitFor(does.until);
      shell.putAhead(does.heldUp ?? 0);
    }
    return false;
  }
  switch (does) {
    case "silence":
      return forEver();
    case "wrong-call":
      await output.line(
        frame("0123456789abcdef", 0, { kind: "done", operation: 0, frames: 0, instances: 0, clock: 0 }),
      );
      return true;
    case "nonsense":
      await output.line(frame(call, 0, "nonsense"));
      return true;
    case "nothing":
      return true;
    case "early-end":
      await output.line(frame(call, 0, { kind: "end", clock: 0 }));
      return true;
    case "flood":
      for (let line = 0; line < 5_000; line += 1) await output.line("noise ".repeat(10));
      return true;
    default:
      return false;
  }
}

/** A command that never returns. */
export function forEver(): Promise<never> {
  setInterval(() => undefined, 1_000);
  return new Promise(() => undefined);
}

async function waitFor(file: string): Promise<void> {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
}
