import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CimSession } from "../../provider/src/cim/session";
import { addressOf } from "../../provider/src/hosts/address";
import { type HostConnection, readConfiguration } from "../../provider/src/hosts/configuration";
import { openPowerShellHost } from "../../provider/src/hosts/powershell";
import { secretSettings } from "../../provider/src/hosts/setting-names";
import { openSimulatedHost } from "../../provider/src/hosts/simulated";
import { tracedSession } from "../../provider/src/hosts/trace/session";
import { systemClock } from "../../provider/src/support/clock";
import { accept } from "./accept";
import { reportOf, verdictOf } from "./report";

/** Run by `npm run acceptance`, which says in the environment what on which host. */
const { HYPERV_RP_ACCEPTANCE: options = "", ...environment } = process.env;

test("every step on the configured host", { timeout: 3_600_000 }, async () => {
  const { report, ...acceptance } = JSON.parse(options);
  const { hosts, rctTypeParameter, trace } = readConfiguration(() => undefined, environment);
  const [connection] = hosts.find(undefined).nodes;
  const host = open(connection, trace);
  try {
    const run = await accept(host, { ...acceptance, rctTypeParameter }, (text) => console.log(text));
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../provider/package.json"), "utf8"));
    const versions = [`version ${version}`, `Node.js ${process.version}`, `${process.platform} ${process.arch}`];
    writeFileSync(report, reportOf({ connection: connection.connection, when: new Date(), versions, ...run }));
    const steps = run.outcomes.map(({ step, outcome, detail }) => `${outcome.padEnd(8)} ${step}: ${detail}`);
    console.log([...steps, "", ...verdictOf(run), "", `the report is ${report}`].join("\n"));
    expect(run.outcomes.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  } finally {
    await host.close();
  }
});

/** As `hosts/` does, which loads the host in use only when it is called. */
function open(connection: HostConnection, trace: string | undefined): CimSession {
  const session =
    connection.connection === "simulated"
      ? openSimulatedHost({ descriptionFile: connection.simulatedHost })
      : openPowerShellHost(connection);
  if (trace === undefined) return session;
  const values: Readonly<Record<string, unknown>> = connection;
  const secrets = secretSettings.map((name) => values[name]).filter((value) => typeof value === "string");
  return tracedSession(session, { file: trace, host: addressOf(connection), secrets, clock: systemClock });
}
