import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { textOf } from "../../../../provider/src/cim/read";
import { type CimValue, cim } from "../../../../provider/src/cim/value";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { bridgeScript } from "../../../../provider/src/hosts/powershell/launch";
import { probeConnection } from "../../../../provider/src/hosts/powershell/probe";
import { missingCimCmdlets, missingPowerShell, powershell } from "../../../support/real-powershell/find";
import { openWithStubs, type Seen } from "../../../support/real-powershell/open";
import { cannedSession } from "../../../support/stand-in/canned-session";
import { hostileText } from "../../../support/stand-in/hostile-text";

const thing = { className: "Test_Thing", keys: { Id: "1" } };
const local = { connection: "local", powershell } as const;

const wsmanOptions = {
  skipCaCheck: true,
  skipCnCheck: true,
  skipRevocationCheck: true,
  encodePortInServicePrincipalName: true,
  maxEnvelopeSizeKb: 8192,
  proxyType: "WinHttp",
  proxyAuthentication: "Negotiate",
  proxyUsername: "proxy",
} as const;

const everyKind: readonly CimValue[] = [
  { type: "string", value: "" },
  { type: "string", value: "2024-01-01T00:00:00Z" },
  { type: "string", value: null },
  { type: "string", values: [] },
  { type: "string", values: ["one"] },
  { type: "boolean", value: false },
  { type: "boolean", values: [true] },
  { type: "uint8", value: 255 },
  { type: "uint8", values: [0, 255] },
  { type: "uint16", value: 65535 },
  { type: "uint16", values: [5] },
  { type: "uint32", value: 4294967295 },
  { type: "uint64", value: 18446744073709551615n },
  { type: "uint64", values: [0n, 9007199254740993n] },
  { type: "sint8", value: -128 },
  { type: "sint16", value: -32768 },
  { type: "sint32", value: -2147483648 },
  { type: "sint64", value: -9223372036854775808n },
  { type: "real32", value: 0.5 },
  { type: "real64", value: 0.1 },
  { type: "real64", value: 1e300 },
  { type: "real64", values: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
  { type: "datetime", value: "2026-01-31T12:00:00.123Z" },
  { type: "datetime", value: "2026-07-31T12:00:00.123Z" },
  { type: "datetime", value: "0001-01-01T00:00:00.000Z" },
  { type: "interval", value: 90_061_001 },
  { type: "reference", value: thing },
];

async function openCanned(
  many = { count: 0, size: 0 },
  seen: Seen = { shells: 0, sessions: [] },
  environment: Readonly<Record<string, string>> = {},
) {
  const session = await openWithStubs(cannedSession({ many }), { connection: "local" }, seen, environment);
  onTestFinished(() => session.close());
  return session;
}

describe.skipIf(missingPowerShell !== undefined)(
  `a real PowerShell and the bridge script${missingPowerShell ?? ""}`,
  () => {
    test("give back every string as it was", { timeout: 120_000 }, async () => {
      const session = await openCanned();
      const texts = fc.sample(hostileText, { numRuns: 5_000, seed: 1 });
      for (let start = 0; start < texts.length; start += 500) {
        const values = texts.slice(start, start + 500);
        const { Texts } = await session.echo({ Texts: { type: "string", values } });
        expect(Texts).toEqual({ type: "string", values });
      }
    });

    // Where clocks are put forward in summer, a time that is taken for a local one is an hour or two off.
    test.each(["UTC", "Europe/Berlin"])("give back every value with its type (TZ=%s)", async (TZ) => {
      const session = await openCanned(undefined, undefined, { TZ });
      const values = Object.fromEntries(everyKind.map((value, index) => [`Value${index}`, value]));
      expect(await session.echo(values)).toEqual(values);
    });

    test("ask for names that mean harm in such a way that they mean themselves", { timeout: 120_000 }, async () => {
      const session = await openCanned();
      const names = fc.sample(hostileText, { numRuns: 5_000, seed: 2 }).filter((name) => !name.includes("\u0000"));
      const found = await Promise.all(names.map((Name) => session.query("Test_Thing", { Name })));
      expect(found.map(([instance]) => instance?.reference.keys.Name)).toEqual(names);
    });

    test("answer many megabytes in pages", async () => {
      const session = await openCanned({ count: 5_000, size: 1_000 });
      const found = await session.query("Test_Many");
      expect(found).toHaveLength(5_000);
      expect(textOf(found[4_999]?.properties ?? {}, "Text")).toBe("x".repeat(1_000));
    });

    test("tell errors by their codes", async () => {
      const session = await openCanned();
      const fault = (fields: object) => ({ className: "Test_Thing", keys: { Id: `fault:${JSON.stringify(fields)}` } });
      expect(await session.get({ className: "Test_Thing", keys: { Id: "missing" } })).toBeUndefined();
      const denied = session.get(fault({ nativeErrorCode: "AccessDenied", message: "Zugriff verweigert" }));
      await expect(denied).rejects.toMatchObject({
        kind: "AccessDenied",
        message: expect.stringMatching(/Zugriff verweigert/),
      });
      const unreachable = session.get(fault({ messageId: "HRESULT 0x800706ba", message: "RPC" }));
      await expect(unreachable).rejects.toMatchObject({ kind: "Unavailable" });
    });

    test("open the session with a remote host as configured, the password out of sight", async () => {
      const seen: Seen = { shells: 0, sessions: [] };
      const remote = {
        connection: "wsman",
        computerName: "hv01",
        username: "CONTOSO\\admin",
        password: "s3cret ü'\"$",
        authentication: "Kerberos",
        useSsl: true,
        port: 5986,
        ...wsmanOptions,
        proxyPassword: "p'ss",
      } as const;
      const session = await openWithStubs(cannedSession({}), remote, seen);
      onTestFinished(() => session.close());
      expect(await session.get(thing)).toBeDefined();
      const utf16 = (text: string) => Buffer.from(text, "utf16le").toString("base64");
      expect(seen.sessions).toEqual([
        expect.objectContaining({
          computerName: utf16("hv01"),
          username: utf16("CONTOSO\\admin"),
          password: utf16("s3cret ü'\"$"),
          authentication: "Kerberos",
          useSsl: true,
          port: 5986,
          option: { ...wsmanOptions, proxyUsername: utf16("proxy"), proxyPassword: utf16("p'ss") },
          variable: "",
        }),
      ]);
    });

    test("hold out for 2,000 calls in one shell", { timeout: 300_000 }, async () => {
      const seen: Seen = { shells: 0, sessions: [] };
      const session = await openCanned(undefined, seen);
      for (let call = 0; call < 2_100; call += 1) {
        expect(await session.get(thing)).toMatchObject({ reference: thing });
      }
      expect(seen.shells).toBe(1);
    });
  },
);

describe.skipIf(missingPowerShell !== undefined || missingCimCmdlets === undefined)(
  `a real PowerShell without CIM cmdlets${missingPowerShell ?? ""}`,
  () => {
    test("describes itself, and is examined to that point", async () => {
      const found = await probeConnection(local, { open: 60_000, call: 60_000, rest: 5_000 });
      expect(found).toMatchObject({
        shell: {
          version: expect.stringMatching(/^\d+\.\d+/),
          edition: expect.stringMatching(/^(Core|Desktop)$/),
          isWindows: process.platform === "win32",
          hasCimCmdlets: false,
        },
        noSession: { message: expect.stringMatching(/no CIM cmdlets/) },
      });
    });

    test("says so", async () => {
      const session = openPowerShellHost(local);
      onTestFinished(() => session.close());
      await expect(session.get(thing)).rejects.toMatchObject({
        kind: "Unavailable",
        message: expect.stringMatching(/This PowerShell has no CIM cmdlets\. They exist on Windows only/),
      });
    });
  },
);

describe.skipIf(missingCimCmdlets !== undefined || process.platform !== "win32")(
  `a PowerShell on Windows${missingCimCmdlets ?? (process.platform === "win32" ? "" : " (skipped: not Windows)")}`,
  () => {
    test("says who runs it", async () => {
      const found = await probeConnection(local, { open: 60_000, call: 60_000, rest: 5_000 });
      expect(found).toMatchObject({
        shell: {
          isWindows: true,
          systemVersion: expect.stringMatching(/^10\.0\.\d+/),
          hasCimCmdlets: true,
          account: { name: expect.stringContaining("\\"), isAdministrator: expect.any(Boolean) },
        },
      });
    });
  },
);

describe.skipIf(missingCimCmdlets !== undefined)(`real CIM cmdlets${missingCimCmdlets ?? ""}`, () => {
  function open() {
    const session = openPowerShellHost(local, {
      script: join(__dirname, "../../../support/real-powershell/client-only-cim.ps1"),
      environment: { ...process.env, STUB_CIM_BRIDGE: bridgeScript },
    });
    onTestFinished(() => session.close());
    return session;
  }

  test("make a REF that keeps its class and keys", async () => {
    const reference = {
      className: "Msvm_ComputerSystem",
      keys: { Name: "it's", CreationClassName: "Msvm_ComputerSystem" },
    };
    expect(await open().echo({ Value: cim.reference(reference) })).toEqual({ Value: cim.reference(reference) });
  });

  test("make CIM-XML of an embedded instance, with the type of each property", async () => {
    const settings = cim.embedded("Msvm_VirtualSystemReferencePointSettingData", { ConsistencyLevel: cim.uint8(2) });
    const xml = textOf(await open().echo({ Value: settings }), "Value") ?? "";
    expect(xml).toContain('<INSTANCE CLASSNAME="Msvm_VirtualSystemReferencePointSettingData"');
    expect(xml).toMatch(/<PROPERTY [^>]*NAME="ConsistencyLevel"[^>]*>\s*<VALUE>2<\/VALUE>/);
    expect(xml).toMatch(/<PROPERTY [^>]*TYPE="uint8"/);
  });
});
