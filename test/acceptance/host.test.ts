import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfiguration } from "../../provider/src/hosts/configuration";
import { openPowerShellHost } from "../../provider/src/hosts/powershell";
import { openSimulatedHost } from "../../provider/src/hosts/simulated";
import { accept } from "./accept";
import { reportOf } from "./report";

/** Run by `npm run acceptance`, which says in the environment what on which host. */
const { HYPERV_RP_ACCEPTANCE: options = "", ...environment } = process.env;

test("the lives of both resources on the configured host", { timeout: 3_600_000 }, async () => {
  const { report, ...acceptance } = JSON.parse(options);
  const { hosts, rctTypeParameter } = readConfiguration(() => undefined, environment);
  const [connection] = hosts.find(undefined).nodes;
  const host =
    connection.connection === "simulated"
      ? openSimulatedHost({ descriptionFile: connection.simulatedHost })
      : openPowerShellHost(connection);
  try {
    const run = await accept(host, { ...acceptance, rctTypeParameter }, (text) => console.log(text));
    writeFileSync(report, reportOf({ connection: connection.connection, when: new Date(), ...run }));
    const told = run.outcomes.map(({ resource, outcome, detail }) => `${resource}: ${outcome} (${detail})`);
    console.log([...run.facts, "", ...told, "", `every call is in ${report}`].join("\n"));
    expect(run.outcomes.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  } finally {
    await host.close();
  }
});
