import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTrace } from "../../support/replay";
import { simulatedFiles } from "../../support/simulated-files";
import { temporaryFolder } from "../../support/stand-in/open";

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

describe("a session that is traced", () => {
  test("writes what was asked and answered, and not before", async () => {
    const { descriptionFile, folder } = simulatedFiles();
    const file = join(folder, "trace.jsonl");
    const session = openHost({ nodes: [{ connection: "simulated", simulatedHost: descriptionFile }] }, file);
    expect(existsSync(file)).toBe(false);
    const found = await session.query("Msvm_ComputerSystem");
    await session.close();
    expect(readTrace(file)).toMatchObject([{ request: { call: "query" }, answer: { instances: found } }]);
  });

  test("leaves out the passwords of the connection", async () => {
    const file = join(temporaryFolder(), "trace.jsonl");
    const session = openHost(
      {
        nodes: [
          {
            connection: "wsman",
            computerName: "hv01",
            username: "ann",
            password: "s3cret",
            powershell: "/no/such/s3cret",
          },
        ],
      },
      file,
    );
    await expect(session.query("Msvm_ComputerSystem")).rejects.toThrow(/PowerShell was not found/);
    await session.close();
    const text = readFileSync(file, "utf8");
    expect(text).toContain("/no/such/[secret]");
    expect(text).not.toContain("s3cret");
  });
});
