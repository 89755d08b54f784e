import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { standInShell } from "../../../support/stand-in/behaviour";

/*
 * A program that uses a session and ends in the way that its argument says: see ending.test.ts. Prints a line when it
 * has come so far.
 */

const endings: Readonly<Record<string, () => unknown>> = {
  "has nothing more to do": () => undefined,
  closes: () => session.close(),
  exits: () => process.exit(3),
  throws: () =>
    setImmediate(() => {
      throw new Error("on purpose");
    }),
  "stays idle": () => setInterval(() => undefined, 1_000),
  "waits for an answer": () => session.get(thing).catch(() => undefined),
  "handles the signal": () => {
    process.on("SIGINT", () => setTimeout(() => process.exit(7), 50));
    setInterval(() => undefined, 1_000);
  },
};

const thing = { className: "Test_Thing", keys: { Id: "1" } };
const [, , ending = "", powershell = standInShell] = process.argv;
const session = openPowerShellHost({ connection: "local", powershell });

void session
  .get(thing)
  .catch(() => undefined)
  .then(() => {
    endings[ending]?.();
    console.log("ready");
  });
