import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { PowerShellConnection } from "../../../../provider/src/hosts/powershell";
import { type Behaviour, standInShell } from "../../../support/stand-in/behaviour";
import { openStandIn, temporaryFolder } from "../../../support/stand-in/open";

const password = "canary-p4ssw0rd";
const thing = { className: "Test_Thing", keys: { Id: "1" } };
const remote = {
  connection: "wsman",
  computerName: "hv01",
  username: "admin",
  password,
  powershell: standInShell,
} as const;

/** In which variables secrets stand when a function is called from a program of Pulumi's. */
const secretsOfPulumi = {
  HYPERV_RP_PASSWORD: password,
  hyperv_rp_password: password,
  PULUMI_CONFIG: JSON.stringify({ "hyperv-reference-points:password": password }),
  PULUMI_CONFIG_SECRET_KEYS: JSON.stringify([password]),
  PULUMI_CONFIG_PASSPHRASE: password,
  PULUMI_CONFIG_PASSPHRASE_FILE: `/secrets/${password}`,
  PULUMI_ACCESS_TOKEN: password,
};

const spellings = [
  password,
  Buffer.from(password).toString("base64").replace(/=+$/, ""),
  Buffer.from(password, "utf16le").toString("base64").replace(/=+$/, ""),
];

function expectNoSecretIn(text: string): void {
  for (const spelling of spellings) expect(text).not.toContain(spelling);
}

/** All that anybody could show of an error, its causes included. */
async function shownOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  const { stack, message } = error as Error;
  return [message, stack, JSON.stringify(error), inspect(error, { depth: 10, showHidden: true })].join("\n");
}

describe("a password", () => {
  test("reaches the shell in one variable, and stands in no argument and no line that is sent", async () => {
    const { session, lines, report } = openStandIn({}, { connection: remote, environment: secretsOfPulumi });
    await session.get(thing);
    const { arguments: given, environment } = report();
    const { HYPERV_RP_BRIDGE_PASSWORD: passed, STAND_IN_BEHAVIOUR: _, ...others } = environment;
    expect(passed).toBe(password);
    expectNoSecretIn(JSON.stringify([given, others]));
    const decoded = lines().map((line) => {
      return line + Buffer.from(/'([A-Za-z0-9+/=]+)'$/.exec(line)?.[1] ?? "", "base64").toString();
    });
    expect(decoded.length).toBeGreaterThan(4);
    expectNoSecretIn(decoded.join("\n"));
  });

  test.each<[string, Behaviour]>([
    ["ends", { mishap: { call: 1, does: { exit: 1, errors: `+ env HYPERV_RP_BRIDGE_PASSWORD=${password} pwsh\n` } } }],
    ["hangs, and has echoed it", { noise: { onErrors: `${password}\n` }, mishap: { call: 1, does: "silence" } }],
    [
      "answers nothing, and has echoed it",
      { noise: { onErrors: `${password}\n` }, mishap: { call: 1, does: "nothing" } },
    ],
    ["answers nonsense", { mishap: { call: 1, does: "nonsense" } }],
    ["cannot load the bridge", { loadError: "OpenError broken" }],
    ["is refused by the host", { openError: { messageId: "HRESULT 0x8007052e", message: "Anmeldung fehlgeschlagen" } }],
  ])("is in no error of a shell that %s", async (_, behaviour) => {
    const { session } = openStandIn(behaviour, { connection: remote, deadlines: { call: 500, open: 5_000 } });
    expectNoSecretIn(await shownOf(session.get(thing)));
  });

  test.each<[string, string]>([
    ["is not there", "/nowhere/pwsh"],
    ["may not be started", "/etc/passwd"],
  ])("is in no error of a program that %s", async (_, powershell) => {
    const { session } = openStandIn({}, { connection: { ...remote, powershell } });
    expectNoSecretIn(await shownOf(session.get(thing)));
  });

  test("is in no error of Node.js about a variable that it refuses", async () => {
    const environment = { BROKEN: `${password}\0` };
    const { session } = openStandIn({}, { connection: remote, environment });
    const shown = await shownOf(session.get(thing));
    expect(shown).toContain("an argument or a variable of its environment is invalid");
    expectNoSecretIn(shown);
  });

  test("with a NUL, as of a UTF-16 file that was read as UTF-8, is refused before anything is started", () => {
    const broken = [...password].join("\0");
    const open = () => openStandIn({}, { connection: { ...remote, password: broken } });
    expect(open).toThrow(/^password must not contain a NUL character/);
    expect(open).not.toThrow(/4/);
  });
});

describe("a wrapper that shows its environment", () => {
  test.each<[string, PowerShellConnection]>([
    ["PowerShell on this computer", remote],
    ["ssh", { connection: "ssh", sshHost: "hv01" }],
  ])("has nothing of Pulumi's to show: %s", async (_, connection) => {
    const folder = temporaryFolder();
    const wrapper = "#!/bin/sh\nenv | grep -iE 'pulumi|hyperv' >&2\necho end >&2\nexit 1\n";
    for (const name of ["ssh", "pwsh"]) writeFileSync(join(folder, name), wrapper, { mode: 0o755 });
    const { session } = openStandIn(
      {},
      {
        connection: connection.connection === "ssh" ? connection : { ...remote, powershell: join(folder, "pwsh") },
        environment: { ...secretsOfPulumi, PATH: `${folder}:${process.env.PATH}` },
      },
    );
    const shown = await shownOf(session.get(thing));
    expect(shown).toMatch(/It said: .*end/);
    expectNoSecretIn(shown);
  });
});
