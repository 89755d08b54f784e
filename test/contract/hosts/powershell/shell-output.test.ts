import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { launchOf } from "../../../../provider/src/hosts/powershell/launch";
import { ShellProcess } from "../../../../provider/src/hosts/powershell/shell-process";
import { type Behaviour, behaving, standInShell } from "../../../support/stand-in/behaviour";
import { openStandIn } from "../../../support/stand-in/open";

/** Whatever goes wrong shows after two seconds, not two minutes. */
const deadlines = { open: 5_000, call: 2_000 };
const thing = { className: "Test_Thing", keys: { Id: "1" } };

describe("calls succeed and the shell stays, when its output", () => {
  const terminal = "\u001b[?1h\u001b=";

  test.each<[string, Behaviour]>([
    ["is as it should be", {}],
    ["arrives in one piece that ends in CR LF", { chunks: "whole", newline: "\r\n" }],
    ["arrives byte by byte", { chunks: "bytes", newline: "\r\n" }],
    ["has terminal sequences after the closing delimiter", { afterDelimiter: terminal }],
    ["has them in one piece with the delimiter", { afterDelimiter: terminal, chunks: "whole" }],
    ["has noise before and after the frames", { noise: { before: "VERBOSE: connected\n", after: "\nPS> \n" } }],
    ["has noise in the lines of the frames", { noise: { before: "noise ", after: " noise\n" } }],
    [
      "has characters split over chunks",
      { noise: { before: "Größe € \u{1f600} ", after: " Ende ü\n" }, chunks: "bytes" },
    ],
    ["comes with text on the error stream", { noise: { onErrors: "WARNUNG: veraltet\r\n" } }],
  ])("%s", async (_, behaviour) => {
    const { session, starts } = openStandIn(behaviour, { deadlines });
    for (let call = 0; call < 20; call += 1) {
      expect(await session.get(thing)).toMatchObject({ reference: thing });
    }
    expect(starts()).toBe(1);
  });

  test("has terminal sequences in thousands of calls", async () => {
    const { session, starts } = openStandIn({ afterDelimiter: terminal }, { deadlines });
    for (let call = 0; call < 2_100; call += 1) await session.get(thing);
    expect(starts()).toBe(1);
  });
});

describe("a reply of many megabytes", () => {
  test("arrives whole, in pages", async () => {
    const many = { count: 5_000, size: 1_000 };
    const { session } = openStandIn({ many });
    const found = await session.query("Test_Many");
    expect(found).toHaveLength(5_000);
    expect(found[4_999]?.reference.keys).toEqual({ Id: "4999" });
    expect(found[4_999]?.properties.Text).toEqual(cim.string("x".repeat(1_000)));
  });

  test("never reaches node-powershell", async () => {
    const { shell, run } = await shellProcess();
    const handedOn: string[] = [];
    shell.streams.stdout.on("data", (chunk) => handedOn.push(String(chunk)));
    await run();
    expect(handedOn.join("")).toMatch(/^([0-9A-Za-z]{16}\n){2}$/);
  });
});

describe("node-powershell", () => {
  test("keeps no command and no output", async () => {
    const { shell, run } = await shellProcess();
    await run();
    await run();
    expect(shell.history).toEqual([]);
  });

  test("and a shell keep nothing of a call in memory", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const { session, starts } = openStandIn();
    const used = async (calls: number) => {
      for (let call = 0; call < calls; call += 1) await session.get(thing);
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await used(500);
    const calls = 1_500;
    expect(((await used(calls)) - before) / calls).toBeLessThan(200);
    expect(starts()).toBe(1);
  });

  test("starts what we say, whatever NODE_POWERSHELL says", async () => {
    vi.stubEnv("NODE_POWERSHELL", "/nowhere/powershell");
    try {
      const { session } = openStandIn();
      expect(await session.get(thing)).toBeDefined();
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("starts it without profile, questions and terminal", async () => {
    const { session, report } = openStandIn();
    await session.get(thing);
    expect(report()).toMatchObject({
      arguments: ["-NoLogo", "-NoProfile", "-NonInteractive", "-NoExit", "-Command", "-"],
      TERM: "dumb",
    });
  });

  test("sends nothing but its delimiters, the line that loads the bridge, and calls in base64", async () => {
    const { session, lines } = openStandIn();
    await session.query("Test_Thing", { Name: "'; Remove-Item C:\\ #\n$(exit)" });
    await session.invoke(thing, "Do", { Text: cim.string("\r\nexit\r\n") });
    const [start, ...sent] = lines();
    expect(start).toBe("start");
    const kinds = sent.map((line) =>
      line
        .replace(/^\[Console\]::(Error|Out)\.WriteLine\("[0-9A-Za-z]{16}"\)$/, "delimiter")
        .replace(/^Invoke-HvBridge '[A-Za-z0-9+/=]+'$/, "call")
        .replace(/^if \(\$ExecutionContext.*/, "load"),
    );
    const command = (what: string) => ["delimiter", "delimiter", what, "delimiter", "delimiter"];
    expect(kinds).toEqual([...command("load"), ...command("call"), ...command("call"), ...command("call")]);
  });
});

/** A stand-in without a session before it, and a command that it answers with frames. */
async function shellProcess() {
  const launch = launchOf({ connection: "local", powershell: standInShell }, { environment: behaving({}) });
  const ignore = () => undefined;
  const ignored = { frame: ignore, refusal: ignore, damage: ignore, flood: ignore, ended: ignore };
  const shell = new ShellProcess(launch, ignored);
  onTestFinished(() => shell.kill());
  await shell.send(launch.loadLine("0123456789abcdef"));
  const request = { call: "0123456789abcdef", operations: [{ kind: "query", className: "Test_Thing" }] };
  return {
    shell,
    run: () => shell.send(`Invoke-HvBridge '${Buffer.from(JSON.stringify(request)).toString("base64")}'`),
  };
}
