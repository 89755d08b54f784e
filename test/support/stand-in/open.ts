import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openPowerShellHost, type PowerShellConnection } from "../../../provider/src/hosts/powershell";
import type { Deadlines } from "../../../provider/src/hosts/powershell/shell";
import { type Behaviour, behaving, standInShell } from "./behaviour";

import { readCall } from "./bridge";

export { isAlive } from "./alive";

export interface StandInOptions {
  readonly connection?: PowerShellConnection;
  readonly deadlines?: Partial<Deadlines>;
  readonly environment?: NodeJS.ProcessEnv;
}

/** A session with a stand-in that behaves so, and what the stand-in has seen. It is closed when the test is over. */
export function openStandIn(behaviour: Behaviour = {}, options: StandInOptions = {}) {
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const report = join(folder, "report.json");
  const seen = { ...behaviour, log, report };
  const session = openPowerShellHost(options.connection ?? { connection: "local", powershell: standInShell }, {
    environment: { ...behaving(seen), ...options.environment },
    ...(options.deadlines === undefined ? {} : { deadlines: options.deadlines }),
  });
  onTestFinished(() => session.close());
  const logged = () => (existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1) : []);
  const lines = () => logged().filter((line) => !line.startsWith("began "));
  return {
    session,
    folder,
    /** What the shells were told. */
    lines,
    /** The methods that have begun on the host. */
    began: () => logged().flatMap((line) => (line.startsWith("began ") ? line.slice("began ".length) : [])),
    /** How many shells were started. */
    starts: () => lines().filter((line) => line === "start").length,
    /** How many calls were made of them, those that open the session included. */
    calls: () => lines().filter((line) => line.startsWith("Invoke-HvBridge")).length,
    /** The kinds of all operations they asked for. */
    operations: () =>
      lines().flatMap((line) => {
        const [, request] = /^Invoke-HvBridge '(.+)'$/.exec(line) ?? [];
        return request === undefined ? [] : readCall(request).operations.map(({ kind }) => kind);
      }),
    report: (): Report => JSON.parse(readFileSync(report, "utf8")),
  };
}

/** What the last shell got. */
export interface Report {
  readonly arguments: readonly string[];
  readonly pid: number;
  readonly TERM?: string;
  readonly password?: string;
  readonly environment: NodeJS.ProcessEnv;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hyperv-rp-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
