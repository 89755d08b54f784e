import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { simulatedFiles } from "../../support/simulated-files";

/** Hosts are loaded only from what is built. */
const { openHost } = createRequire(__filename)(
  "../../../provider/dist/hosts",
) as typeof import("../../../provider/src/hosts");

function sessionWithHost() {
  const { descriptionFile, folder } = simulatedFiles();
  const state = join(folder, "state");
  const simulatedState = join(state, "host.json");
  const session = openHost({
    nodes: [{ connection: "simulated", simulatedHost: descriptionFile, simulatedState }],
  });
  return { session, wasUsed: () => existsSync(state) };
}

describe("a session with the configured host", () => {
  test("is opened by its first call", async () => {
    const { session, wasUsed } = sessionWithHost();
    expect(wasUsed()).toBe(false);
    const vms = await session.query("Msvm_ComputerSystem", { ElementName: "sql01" });
    expect(vms.map(({ properties }) => properties.ElementName)).toEqual([{ type: "string", value: "sql01" }]);
    expect(wasUsed()).toBe(true);
    await session.close();
  });

  test("that no call has opened is not opened after its end", async () => {
    const { session, wasUsed } = sessionWithHost();
    await session.close();
    await expect(session.query("Msvm_ComputerSystem")).rejects.toMatchObject({
      kind: "Unavailable",
      message: "the session with the host is closed",
    });
    expect(wasUsed()).toBe(false);
  });

  test("ends with the host's own", async () => {
    const { session } = sessionWithHost();
    await session.query("Msvm_ComputerSystem");
    await session.close();
    await expect(session.query("Msvm_ComputerSystem")).rejects.toMatchObject({ kind: "Unavailable" });
  });
});
