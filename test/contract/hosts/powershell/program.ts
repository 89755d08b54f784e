import { readFileSync } from "node:fs";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { standInShell } from "../../../support/stand-in/behaviour";

/*
 * A program that uses a session and ends in the way that its argument says: see ending.test.ts. Prints a line when it
 * has come so far.
 */

const endings: Readonly<Record<string, () => unknown>> = {
  "has nothing more to do": () => undefined,
  closes: () => session.close(),
  "closes and exits": async () => {
    await session.close();
    process.exit(0);
  },
  exits: () => process.exit(3),
  throws: () =>
    setImmediate(() => {
      throw new Error("on purpose");
    }),
  "stays idle": () => setInterval(() => undefined, 1_000),
  "waits for an answer": callAndWait,
  "calls a method": callMethodAndWait,
  "exits without waiting": async () => {
    await callAndWait();
    process.exit(3);
  },
  "handles the signal": () => setInterval(() => undefined, 1_000),
};

const thing = { className: "Test_Thing", keys: { Id: "1" } };
const [, , ending = "", powershell = standInShell] = process.argv;
const session = openPowerShellHost({ connection: "local", powershell });

/** Makes a call and waits until it has reached the shell, as its log shows. */
async function callAndWait(): Promise<void> {
  const { log } = JSON.parse(process.env.STAND_IN_BEHAVIOUR ?? "{}");
  const calls = () => readFileSync(log, "utf8").match(/^Invoke-HvBridge/gm)?.length ?? 0;
  const before = calls();
  session.get(thing).catch(() => undefined);
  while (calls() === before) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function callMethodAndWait(): Promise<void> {
  session.invoke(thing, "Do", {}).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
}

async function run(): Promise<void> {
  // As a provider process does, before its session is used.
  if (ending === "handles the signal") process.once("SIGINT", () => setTimeout(() => process.exit(7), 50));
  await session.get(thing).catch(() => undefined);
  await endings[ending]?.();
  console.log("ready");
}

void run();
