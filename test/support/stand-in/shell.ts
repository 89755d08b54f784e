import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { CimSession } from "../../../provider/src/cim/session";
import { openSimulatedHost } from "../../../provider/src/hosts/simulated";
import { isAlive } from "./alive";
import type { Behaviour, Mishap } from "./behaviour";
import { describeShell, frame, type Operation, perform, readCall, type WireCall } from "./bridge";
import { cannedSession } from "./canned-session";
import { bridgeError, HostFault } from "./errors";
import { forEver, meet, mishapOf } from "./mishaps";
import { Output } from "./output";

/*
 * PowerShell as node-powershell and the PowerShell host see it: reads one command a line from standard input.
 */

const behaviour: Behaviour = JSON.parse(process.env.STAND_IN_BEHAVIOUR ?? "{}");
const output = new Output(behaviour);
const session = openSession();
let loaded = false;
let loadedAt = 0;
let ahead = 0;
let calls = 0;
let provider: number | undefined;

function openSession(): CimSession {
  const { STAND_IN_SIMULATED_HOST: descriptionFile, STAND_IN_SIMULATED_STATE: stateFile } = process.env;
  if (descriptionFile === undefined) return cannedSession(behaviour, (method) => log(`began ${method}`));
  return openSimulatedHost({ descriptionFile, ...(stateFile === undefined ? {} : { stateFile }) });
}

function log(line: string): void {
  if (behaviour.log !== undefined) appendFileSync(behaviour.log, `${line}\n`);
}

/** In milliseconds, since the script was loaded. */
function stopwatch(): number {
  return Math.floor(performance.now() - loadedAt) + ahead;
}

const state = {
  output,
  putAhead: (milliseconds: number) => {
    ahead += milliseconds;
  },
};

// ---- Commands ----

async function run(line: string): Promise<void> {
  const [, stream, delimiter] = /^\[Console\]::(Error|Out)\.WriteLine\("([0-9A-Za-z]+)"\)$/.exec(line) ?? [];
  if (behaviour.languageMode === "NoLanguage") return output.complain(noLanguage);
  if (behaviour.languageMode !== undefined && stream !== undefined) {
    return output.complain("Der Methodenaufruf wird in diesem Sprachmodus nur fuer Kerntypen unterstuetzt.");
  }
  if (stream === "Error" && delimiter !== undefined) return output.complain(delimiter);
  if (stream === "Out" && delimiter !== undefined) return output.delimiter(delimiter);
  const [, request] = /^Invoke-HvBridge '([A-Za-z0-9+/=]+)'$/.exec(line) ?? [];
  if (request !== undefined && loaded) return answer(request);
  const [, refused] = /<<hvrp:([0-9a-f]{16}):!/.exec(line) ?? [];
  if (refused !== undefined) return load(line, refused);
  output.complain(`Die Benennung "${line.slice(0, 40)}" wurde nicht als Name eines Cmdlet erkannt.`);
}

/** What Windows PowerShell says of every line in NoLanguage mode: only the id is the same in all languages. */
const noLanguage =
  "Die Syntax wird von diesem Runspace nicht unterstuetzt.\n    + CategoryInfo          : ParserError: (:) [], " +
  "ParentContainsErrorRecordException\n    + FullyQualifiedErrorId : ScriptsNotAllowed";

async function load(line: string, call: string): Promise<void> {
  const { languageMode, loadError } = behaviour;
  if (languageMode !== undefined) return output.line(`<<hvrp:${call}:!language ${languageMode}>>`);
  if (loadError !== undefined) return output.line(`<<hvrp:${call}:!load ${loadError}>>`);
  loaded = scriptIn(line).includes("function Invoke-HvBridge");
  loadedAt = performance.now();
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

// ---- Calls ----

async function answer(request: string): Promise<void> {
  const { call, operations } = readCall(request);
  const opens = operations[0]?.kind === "open" || operations[0]?.kind === "describe";
  if (!opens) calls += 1;
  const mishap = opens ? undefined : mishapOf(behaviour, calls, operations[0]?.kind);
  await output.write(behaviour.noise?.before ?? "");
  if (behaviour.noise?.onErrors !== undefined) process.stderr.write(behaviour.noise.onErrors);
  const frames = framesOf(call, mishap);
  for (const [index, operation] of operations.entries()) {
    if (mishap !== undefined && index === (mishap.after ?? 0) && (await meet(mishap, call, state))) return;
    await answerOne(operation, index, mishap?.does === "exit-untold" ? () => process.exit(1) : frames);
    if (mishap?.does === "twice") await answerOne(operation, index, frames);
  }
  await output.write(`${frames({ kind: "end" })}${behaviour.noise?.after ?? output.newline}`);
  if (mishap?.does === "no-delimiter") await forEver();
}

/** Numbers the frames of a call; one that its mishap leaves out is empty. */
function framesOf(call: string, mishap: Mishap | undefined): (reply: object) => string {
  let number = 0;
  const left =
    mishap !== undefined && typeof mishap.does === "object" && "without" in mishap.does ? mishap.does.without : -1;
  return (reply) => {
    const text = number === left ? "" : frame(call, number, { ...reply, clock: stopwatch() });
    number += 1;
    return mishap?.does === "half-a-frame" && number === 1 ? `${text.slice(0, 40)}\n${text}` : text;
  };
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

async function answerOne(
  operation: WireCall["operations"][number],
  index: number,
  frames: (reply: object) => string,
): Promise<void> {
  const { milliseconds = 0 } = behaviour;
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const replies: object[] = [];
  const { openError, queryError } = behaviour;
  if (operation.kind === "describe") {
    replies.push(describeShell({ ...usualShell, ...behaviour.description }, index));
  } else if (operation.kind === "open" && openError !== undefined) {
    replies.push({ kind: "error", operation: index, sent: false, error: bridgeError(openError) });
  } else if (operation.kind === "query" && queryError !== undefined) {
    replies.push({ kind: "error", operation: index, sent: false, error: bridgeError(queryError) });
  } else {
    if (operation.kind === "open") provider = watched(operation.provider);
    const options = { missing: behaviour.missing, assertMayBegin };
    await perform(session, operation, index, (reply) => replies.push(reply), options);
  }
  for (const reply of replies) await output.line(frames(reply));
}

/** A process that cannot be seen cannot be watched. */
function watched(pid: number | undefined): number | undefined {
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

function assertMayBegin({ latest = -1 }: Extract<Operation, { kind: "invoke" }>): void {
  const reason = (why: string) =>
    new HostFault({ id: "HvBridge.NotBegun", message: `The call was not begun: ${why}.` });
  if (provider !== undefined && !isAlive(provider)) throw reason("the process that made it has ended");
  if (stopwatch() > latest) throw reason("it arrived too late");
}

// ---- Standard input ----

log("start");
let last: Promise<void> = Promise.resolve();
const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
  log(line);
  last = last.then(() => run(line));
});
// At the end of its input PowerShell ends, when it has come to the end of its line.
input.on("close", () => void last.then(() => process.exit(0)));
