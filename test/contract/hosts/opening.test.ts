import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Hosts are loaded only from what is built. */
const { openHost } = createRequire(__filename)(
  "../../../provider/dist/hosts",
) as typeof import("../../../provider/src/hosts");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hyperv-rp-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sessionWithHost() {
  const simulatedHost = join(folder, "host.json");
  writeFileSync(simulatedHost, JSON.stringify({ virtualMachines: [{ name: "sql01", disks: ["C:\\sql01.vhdx"] }] }));
  return openHost({ connection: "simulated", simulatedHost, simulatedState: join(folder, "state/host.json") });
}

describe("a session with the configured host", () => {
  test("is opened by its first call", async () => {
    const session = sessionWithHost();
    expect(existsSync(join(folder, "state"))).toBe(false);
    const machines = await session.query("Msvm_ComputerSystem", { ElementName: "sql01" });
    expect(machines.map(({ properties }) => properties.ElementName)).toEqual([{ type: "string", value: "sql01" }]);
    expect(existsSync(join(folder, "state"))).toBe(true);
    await session.close();
  });

  test("that no call has opened is not opened after its end", async () => {
    const session = sessionWithHost();
    await session.close();
    await expect(session.query("Msvm_ComputerSystem")).rejects.toMatchObject({
      kind: "Unavailable",
      message: "the session with the host is closed",
    });
    expect(existsSync(join(folder, "state"))).toBe(false);
  });

  test("ends with the host's own", async () => {
    const session = sessionWithHost();
    await session.query("Msvm_ComputerSystem");
    await session.close();
    await expect(session.query("Msvm_ComputerSystem")).rejects.toMatchObject({ kind: "Unavailable" });
  });
});
