import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";

interface Quickstart {
  readonly commands: readonly string[];
  closingLine(command: string): string;
}

let quickstart: Quickstart;

beforeAll(async () => {
  quickstart = (await import(join(__dirname, "../../../tools/quickstart.mjs"))) as Quickstart;
});

test("npm start ends with what it was, what to try next, and where a real host is described", () => {
  expect(quickstart.commands).toEqual(["up", "preview", "refresh", "destroy"]);
  for (const command of quickstart.commands) {
    const line = quickstart.closingLine(command);
    expect(line).toMatch(/^That was a simulated host: no Hyper-V was asked\. Next: .*`npm start/);
    expect(line).toContain('"A real host in five minutes" in README.md');
    expect(line).not.toContain("\n");
  }
});
