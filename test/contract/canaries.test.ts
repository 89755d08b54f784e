import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../support/command-line";
import { usualHost } from "../support/lifecycle";
import { ProviderProcess, type Values } from "../support/provider-process";
import { behaving, standInShell } from "../support/stand-in/behaviour";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder";

/*
 * A canary for each secret, and every place to which one could fly: a secret is only where it is needed.
 */

const canaries = {
  password: "canary-password",
  proxyPassword: "canary-proxy-password",
  sshPrivateKey: "-----BEGIN canary-ssh-private-key",
  triggers: "canary-trigger",
  environmentPassword: "canary-environment-password",
  passphrase: "canary-passphrase",
  accessToken: "canary-access-token",
  backend: "canary-backend",
  vmName: "canary-machine",
} as const;

type Secret = keyof typeof canaries;

const secretsOfProcess = {
  HYPERV_RP_PASSWORD: canaries.environmentPassword,
  PULUMI_CONFIG: JSON.stringify({ "hyperv-reference-points:password": canaries.password }),
  PULUMI_CONFIG_PASSPHRASE: canaries.passphrase,
  PULUMI_CONFIG_PASSPHRASE_FILE: `/secrets/${canaries.passphrase}`,
  PULUMI_ACCESS_TOKEN: canaries.accessToken,
  PULUMI_BACKEND_URL: `postgres://pulumi:${canaries.backend}@db/states?password=${canaries.backend}`,
};

/** As it is, in JSON, in base64 at any offset, and as UTF-16 in base64. */
function spellingsOf(secret: string): string[] {
  const encoded = [0, 1, 2].flatMap((offset) =>
    (["utf8", "utf16le"] as const).map((encoding) => {
      const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret, encoding)]);
      return bytes.toString("base64").slice(4, -4);
    }),
  );
  return [secret, encodeURIComponent(secret), ...encoded];
}

/** Which secrets a text shows. */
function secretsIn(text: string): Secret[] {
  return (Object.keys(canaries) as Secret[]).filter((name) =>
    spellingsOf(canaries[name]).some((spelling) => text.includes(spelling)),
  );
}

const text = 'exports.handler = () => require("hyperv-reference-points/handler").vmReferencePoint();';
const config = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`hyperv-reference-points:${name}`, value]));

const wsman = {
  connection: "wsman",
  computerName: "hv01",
  username: "admin",
  password: canaries.password,
  proxyType: "WinHttp",
  proxyAuthentication: "Basic",
  proxyUsername: "proxy",
  proxyPassword: canaries.proxyPassword,
  powershell: standInShell,
};

let place: TemporaryFolder;

beforeEach(() => {
  place = temporaryFolder();
  for (const folder of ["tmp", "journal"]) mkdirSync(join(place.path, folder), { mode: 0o700 });
  symlinkSync(resolve(__dirname, "../../node_modules"), join(place.path, "node_modules"), "junction");
  writeFileSync(join(place.path, "host.json"), JSON.stringify(usualHost));
});
afterEach(() => place.remove());

const report = () => join(place.path, "report.json");
const log = () => join(place.path, "log");
const trace = () => join(place.path, "trace.jsonl");

/** In a process whose environment has the others' secrets, on a shell that behaves so. */
function start(settings: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv) {
  const TMPDIR = join(place.path, "tmp");
  return ProviderProcess.start(
    place.path,
    config({ ...settings, journal: join(place.path, "journal"), trace: trace() }),
    {
      ...environment,
      ...secretsOfProcess,
      TMPDIR,
    },
  );
}

const standIn = (behaviour: Parameters<typeof behaving>[0]) => ({
  STAND_IN_BEHAVIOUR: behaving({ ...behaviour, log: log(), report: report() }).STAND_IN_BEHAVIOUR,
  STAND_IN_SIMULATED_HOST: join(place.path, "host.json"),
});

const program = (__urn = "urn:pulumi:dev::p::t::vm"): Values => ({
  __provider: text,
  __urn,
  vmName: "sql01",
  triggers: [canaries.triggers],
});

/** Whatever a call of the engine is answered with. */
async function shownOf(call: Promise<unknown>): Promise<string> {
  const answer = await call.catch((error: unknown) => error);
  return `${JSON.stringify(answer)}\n${inspect(answer, { depth: 10, showHidden: true })}`;
}

/** The content of all files in a folder, and their names. */
function filesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map((file) => file.name + readFileSync(join(file.parentPath, file.name), "utf8")).join("\n");
}

/** The lines that were sent, and what was encoded in them. */
function linesSent(): string {
  const lines = readFileSync(log(), "utf8").split("\n");
  return lines.map((line) => line + Buffer.from(/'([\w+/=]+)'$/.exec(line)?.[1] ?? "", "base64").toString()).join("\n");
}

describe("over WSMan, of a life that goes well", () => {
  test("the shell alone has the passwords, each in one variable", async () => {
    const provider = await start(wsman, standIn({}));
    const answers: string[] = [];
    const { inputs } = await provider.check({}, program());
    const { id, outputs } = await provider.create(inputs);
    answers.push(JSON.stringify(await provider.diff(id, outputs, inputs)));
    const journal = filesIn(join(place.path, "journal"));
    answers.push(await shownOf(provider.update(id, outputs, { ...inputs, __timeouts: { delete: "1h" } })));
    answers.push(await shownOf(provider.read(id, outputs)));
    await provider.delete(id, outputs);
    await provider.end();

    const { arguments: given, environment } = JSON.parse(readFileSync(report(), "utf8"));
    const {
      HYPERV_RP_BRIDGE_PASSWORD: a,
      HYPERV_RP_BRIDGE_PROXY_PASSWORD: b,
      STAND_IN_BEHAVIOUR: _,
      ...rest
    } = environment;
    expect([a, b]).toEqual([canaries.password, canaries.proxyPassword]);
    expect(Object.keys(rest)).toContain("PATH");
    const places = {
      arguments: JSON.stringify(given),
      "environment of the shell": JSON.stringify(rest),
      "lines to the shell": linesSent(),
      journal,
      "journal afterwards": filesIn(join(place.path, "journal")),
      trace: readFileSync(trace(), "utf8"),
      "temporary files": filesIn(join(place.path, "tmp")),
      "state of the simulated host": readFileSync(join(place.path, "host.state.json"), "utf8"),
      "output of the provider": provider.output.join("\n"),
    };
    expect(Object.entries(places).map(([name, content]) => [name, secretsIn(content)])).toEqual(
      Object.keys(places).map((name) => [name, []]),
    );
    expect(places.trace).toContain("CreateReferencePoint");
    expect(journal).toContain("postgres://pulumi:***@db");
    // The state has the triggers: the engine keeps them secret there, as they are in the program.
    expect([...new Set([JSON.stringify(outputs), ...answers].flatMap(secretsIn))]).toEqual(["triggers"]);
  });
});

describe("the name of a virtual machine that is a secret", () => {
  const named = (changes: Values): Values => ({
    ...program(),
    vmName: canaries.vmName,
    virtualSystemName: canaries.vmName,
    __secretName: true,
    triggers: [],
    ...changes,
  });

  test.each<[string, object, Values]>([
    ["is created", {}, {}],
    ["cannot be created", { rights: "none" }, {}],
    ["is not created in time", { latency: { jobMilliseconds: 600_000 } }, { __timeouts: { create: "1s" } }],
    ["fails", { virtualMachines: [{ name: canaries.vmName, disks: ["C:\\a.vhd"] }] }, {}],
  ])("is in no journal, no trace, no error and no output when its point %s", async (_, description, changes) => {
    const virtualMachines = [{ name: canaries.vmName, disks: ["C:\\a.vhdx"] }];
    writeFileSync(join(place.path, "host.json"), JSON.stringify({ virtualMachines, ...description }));
    const provider = await start({ connection: "simulated", simulatedHost: "host.json" }, {});
    const { inputs } = await provider.check({}, named(changes));
    const created = await provider.create(inputs).catch((error) => error);
    await provider.end();
    const { outputs: __, properties: ___, ...answer } = created as Values;
    const journal = filesIn(join(place.path, "journal"));
    const { stdout, stderr } = await runCommand(["journal", "list"], {
      environment: { HYPERV_RP_JOURNAL: join(place.path, "journal") },
    });
    const files = [journal, readFileSync(trace(), "utf8")];
    const shown = [await shownOf(Promise.reject(answer)), provider.output.join("\n"), stdout + stderr, ...files];
    expect(shown.map(secretsIn)).toEqual(shown.map(() => []));
    expect(secretsIn(JSON.stringify(inputs))).toEqual(["vmName"]);
  });
});

describe("over WSMan, of a shell that", () => {
  const echoed = `echo ${canaries.password} ${canaries.proxyPassword}\n`;

  test.each<[string, Parameters<typeof behaving>[0]]>([
    ["ends, and has echoed its environment", { mishap: { call: 1, does: { exit: 1, errors: echoed } } }],
    ["writes nonsense, and has echoed it", { noise: { onErrors: echoed }, mishap: { call: 1, does: "nonsense" } }],
    ["is refused", { noise: { onErrors: echoed }, openError: { messageId: "HRESULT 0x8007052e", message: "no" } }],
    ["cannot load the bridge, and has echoed it", { noise: { onErrors: echoed }, loadError: "OpenError broken" }],
  ])("%s, no error, no journal and no output has a secret", async (_, behaviour) => {
    const provider = await start(wsman, standIn(behaviour));
    const { inputs } = await provider.check({}, { ...program(), __timeouts: { create: "1s" } });
    const { properties: __, ...failure } = (await provider.create(inputs).catch((error) => error)) as Values;
    await provider.end();
    const journal = join(place.path, "journal");
    const files = [filesIn(journal), readFileSync(trace(), "utf8")];
    const shown = [await shownOf(Promise.reject(failure)), provider.output.join("\n"), linesSent(), ...files];
    expect(shown[0]?.length).toBeGreaterThan(100);
    expect(shown.map(secretsIn)).toEqual(shown.map(() => []));
  });
});

describe.skipIf(process.platform === "win32")("over ssh", () => {
  test("a key is in one file that only this account can read, while the shell lives", async () => {
    const ssh = `#!/bin/sh
{ for argument; do echo "$argument"; done; env; } > ${place.path}/ssh.log
chmod -R u+r ${place.path}/tmp; ls -lR ${place.path}/tmp > ${place.path}/files.log; cp -r ${place.path}/tmp ${place.path}/copy
echo "debug1: ${canaries.sshPrivateKey}" >&2
exit 255
`;
    writeFileSync(join(place.path, "ssh"), ssh, { mode: 0o755 });
    const provider = await start(
      { connection: "ssh", sshHost: "hv01", sshPrivateKey: canaries.sshPrivateKey },
      { PATH: `${place.path}:${process.env.PATH}` },
    );
    const { inputs } = await provider.check({}, { ...program(), __timeouts: { create: "1s" } });
    const failure = await shownOf(provider.create(inputs));
    await provider.end();
    expect(failure).toContain("hv01");
    const places = [failure, provider.output.join("\n"), readFileSync(join(place.path, "ssh.log"), "utf8")];
    expect(places.map(secretsIn)).toEqual([[], [], []]);
    expect(filesIn(join(place.path, "tmp"))).toBe("");
    const files = readFileSync(join(place.path, "files.log"), "utf8");
    expect(files).toMatch(/^-rw-------.* key$/m);
    expect(secretsIn(filesIn(join(place.path, "copy")))).toEqual(["sshPrivateKey"]);
  });
});

describe("the command", () => {
  const environment = () => ({
    ...secretsOfProcess,
    ...standIn({ mishap: { call: 2, does: { exit: 1, errors: `${canaries.environmentPassword}\n` } } }),
    HYPERV_RP_CONNECTION: "wsman",
    HYPERV_RP_COMPUTER_NAME: "hv01",
    HYPERV_RP_USERNAME: "admin",
    HYPERV_RP_POWERSHELL: standInShell,
    HYPERV_RP_JOURNAL: join(place.path, "journal"),
    PULUMI_HOME: place.path,
  });

  test.each([["doctor"], ["doctor", "--json"], ["list"], ["list", "--json"], ["journal", "list", "--json"]])(
    "%s %s shows no secret, and hands on none",
    async (...args) => {
      const { stdout, stderr } = await runCommand(args, { environment: environment(), folder: place.path });
      expect(stdout.length + stderr.length).toBeGreaterThan(0);
      expect(secretsIn(stdout + stderr)).toEqual([]);
    },
  );

  test.each([
    [`--password=${canaries.password}`],
    [`--Password=${canaries.password}`],
    ["--password", canaries.password],
    [`--pass=${canaries.password}`],
    [`-p${canaries.password}`],
    ["-p", canaries.password],
    [`--ssh-private-key=${canaries.sshPrivateKey}`],
    [`--proxy-password=${canaries.proxyPassword}`],
    [`--token=${canaries.accessToken}`],
  ])("refuses %s without repeating it", async (...args) => {
    const { code, stdout, stderr } = await runCommand(["doctor", ...args], { environment: environment() });
    expect(code).toBe(2);
    expect(secretsIn(stdout + stderr)).toEqual([]);
  });
});
