import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { CimSession } from "../../../provider/src/cim/session";
import { openSimulatedHost } from "../../../provider/src/hosts/simulated";
import type { Behaviour, Mishap } from "./behaviour";
import { bridgeError, carryOut, describeShell, frame, readCall, type WireCall } from "./bridge";
import { cannedSession } from "./canned-session";

/*
 * PowerShell as node-powershell and the PowerShell host see it: reads one command a line from standard input.
 */

const behaviour: Behaviour = JSON.parse(process.env.STAND_IN_BEHAVIOUR ?? "{}");
const { newline = "\n" } = behaviour;
const session = openSession();
let loaded = false;
let calls = 0;
let delimiters = 0;
let whole = "";
let hangs = false;

function openSession(): CimSession {
  const { STAND_IN_SIMULATED_HOST: descriptionFile, STAND_IN_SIMULATED_STATE: stateFile } = process.env;
  if (descriptionFile === undefined) return cannedSession(behaviour);
  return openSimulatedHost({ descriptionFile, ...(stateFile === undefined ? {} : { stateFile }) });
}

// ---- Output ----

async function write(text: string): Promise<void> {
  if (text === "") return;
  if (behaviour.chunks === "whole") {
    whole += text;
  } else if (behaviour.chunks === "bytes") {
    for (const byte of Buffer.from(text)) {
      process.stdout.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
  } else {
    process.stdout.write(text);
  }
}

/** The delimiters come in pairs: before and after a command. */
async function writeDelimiter(text: string): Promise<void> {
  delimiters += 1;
  const closes = delimiters % 2 === 0;
  await write(`${text}${newline}${closes ? (behaviour.afterDelimiter ?? "") : ""}`);
  if (closes && whole !== "") {
    process.stdout.write(whole);
    whole = "";
  }
}

function complain(text: string): void {
  process.stderr.write(`${text}${newline}`);
}

// ---- Commands ----

async function run(line: string): Promise<void> {
  const [, stream, delimiter] = /^\[Console\]::(Error|Out)\.WriteLine\("([0-9A-Za-z]+)"\)$/.exec(line) ?? [];
  if (behaviour.languageMode === "NoLanguage") return complain(noLanguage);
  if (behaviour.languageMode !== undefined && stream !== undefined) {
    return complain("Der Methodenaufruf wird in diesem Sprachmodus nur fuer Kerntypen unterstuetzt.");
  }
  if (stream === "Error" && delimiter !== undefined) return complain(delimiter);
  if (stream === "Out" && delimiter !== undefined) return writeDelimiter(delimiter);
  const [, request] = /^Invoke-HvBridge '([A-Za-z0-9+/=]+)'$/.exec(line) ?? [];
  if (request !== undefined && loaded) return answer(request);
  const [, refused] = /<<hvrp:([0-9a-f]{16}):!/.exec(line) ?? [];
  if (refused !== undefined) return load(line, refused);
  complain(`Die Benennung "${line.slice(0, 40)}" wurde nicht als Name eines Cmdlet erkannt.`);
}

/** What Windows PowerShell says of every line in NoLanguage mode: only the id is the same in all languages. */
const noLanguage =
  "Die Syntax wird von diesem Runspace nicht unterstuetzt.\n    + CategoryInfo          : ParserError: (:) [], " +
  "ParentContainsErrorRecordException\n    + FullyQualifiedErrorId : ScriptsNotAllowed";

async function load(line: string, call: string): Promise<void> {
  const { languageMode, loadError } = behaviour;
  if (languageMode !== undefined) return write(`<<hvrp:${call}:!language ${languageMode}>>${newline}`);
  if (loadError !== undefined) return write(`<<hvrp:${call}:!load ${loadError}>>${newline}`);
  loaded = scriptIn(line).includes("function Invoke-HvBridge");
  report();
}

/** The script that the line loads: from a file whose path is in the environment, or from the text in the line. */
function scriptIn(line: string): string {
  const [, variable] = /\. \$env:([A-Z_]+)/.exec(line) ?? [];
  if (variable !== undefined) return readFileSync(process.env[variable] ?? "", "utf8");
  const [, text = ""] = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(line) ?? [];
  return Buffer.from(text, "base64").toString("utf8");
}

function report(): void {
  if (behaviour.report === undefined) return;
  const { TERM, HYPERV_RP_BRIDGE_PASSWORD: password } = process.env;
  const seen = { arguments: process.argv.slice(2), TERM, password, environment: process.env, pid: process.pid };
  writeFileSync(behaviour.report, JSON.stringify(seen));
}

async function answer(request: string): Promise<void> {
  const { call, operations } = readCall(request);
  const opens = operations[0]?.kind === "open" || operations[0]?.kind === "describe";
  if (!opens) calls += 1;
  const mishap = opens ? undefined : mishapNow();
  await write(behaviour.noise?.before ?? "");
  if (behaviour.noise?.onErrors !== undefined) process.stderr.write(behaviour.noise.onErrors);
  for (const [index, operation] of operations.entries()) {
    if (mishap !== undefined && index === (mishap.after ?? 0) && (await meet(mishap, call))) return;
    await answerOne(call, operation, index);
    if (mishap?.does === "twice") await answerOne(call, operation, index);
  }
  await write(`${frame(call, { kind: "end" })}${behaviour.noise?.after ?? newline}`);
  if (mishap?.does === "no-delimiter") await forEver();
}

/** A Windows PowerShell on Windows Server 2022, run by somebody who may use Hyper-V. */
const usualShell = {
  Version: "5.1.20348.2849",
  Edition: "Desktop",
  IsWindows: true,
  SystemVersion: "10.0.20348.0",
  HasCimCmdlets: true,
  Account: "HV01\\operator",
  IsAdministrator: false,
  IsHyperVAdministrator: true,
};

async function answerOne(call: string, operation: WireCall["operations"][number], index: number): Promise<void> {
  const { milliseconds = 0 } = behaviour;
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const replies: unknown[] = [];
  const { openError, queryError } = behaviour;
  if (operation.kind === "describe") {
    replies.push(describeShell({ ...usualShell, ...behaviour.description }, index));
  } else if (operation.kind === "open" && openError !== undefined) {
    replies.push({ kind: "error", operation: index, error: bridgeError(openError) });
  } else if (operation.kind === "query" && queryError !== undefined) {
    replies.push({ kind: "error", operation: index, error: bridgeError(queryError) });
  } else {
    await carryOut(session, operation, index, (reply) => replies.push(reply), behaviour.missing);
  }
  for (const reply of replies) await write(`${frame(call, reply)}${newline}`);
}

// ---- Mishaps ----

function mishapNow(): Mishap | undefined {
  const { mishap, mishapOnce } = behaviour;
  if (mishap?.call !== calls || (mishapOnce !== undefined && existsSync(mishapOnce))) return undefined;
  if (mishapOnce !== undefined) writeFileSync(mishapOnce, "");
  return mishap;
}

/** Whether that was all that comes of the call. */
async function meet({ does }: Mishap, call: string): Promise<boolean> {
  if (typeof does === "object") {
    if (does.errors !== undefined) process.stderr.write(does.errors);
    process.exit(does.exit);
  }
  switch (does) {
    case "silence":
      return forEver();
    case "wrong-call":
      await write(`${frame("0123456789abcdef", { kind: "done", operation: 0 })}${newline}`);
      return true;
    case "nonsense":
      await write(`<<hvrp:${call}:${Buffer.from("{ nonsense").toString("base64")}>>${newline}`);
      return true;
    case "nothing":
      return true;
    case "early-end":
      await write(`${frame(call, { kind: "end" })}${newline}`);
      return true;
    case "flood":
      for (let line = 0; line < 5_000; line += 1) await write(`${"noise ".repeat(10)}${newline}`);
      return true;
    default:
      return false;
  }
}

/** A command that never returns, and does not read its input meanwhile. */
function forEver(): Promise<never> {
  hangs = true;
  setInterval(() => undefined, 1_000);
  return new Promise(() => undefined);
}

// ---- Standard input ----

if (behaviour.log !== undefined) appendFileSync(behaviour.log, "start\n");
let last: Promise<void> = Promise.resolve();
const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
  if (behaviour.log !== undefined) appendFileSync(behaviour.log, `${line}\n`);
  last = last.then(() => run(line));
});
// At the end of its input PowerShell ends.
input.on("close", () => {
  if (!hangs) process.exit(0);
});
