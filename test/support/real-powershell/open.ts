import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import type { CimSession } from "../../../provider/src/cim/session";
import { openPowerShellHost, type PowerShellConnection } from "../../../provider/src/hosts/powershell";
import { bridgeScript } from "../../../provider/src/hosts/powershell/launch";
import { type Operation, perform } from "../stand-in/bridge";
import { textOf, type WireValue } from "../stand-in/values";
import { parseFilter } from "../stand-in/wql";
import { powershell } from "./find";

/** What the stub cmdlets ask: the operations of the bridge, queries with the filter as the script has written it. */
type StubRequest =
  | Exclude<Operation, { kind: "query" | "open" | "echo" }>
  | { readonly kind: "query"; readonly className: string; readonly filter: string }
  | ({ readonly kind: "session" } & Readonly<Record<string, unknown>>);

/** What the stubs have told. */
export interface Seen {
  /** How many shells have connected. */
  shells: number;
  /** The arguments of New-CimSession. */
  readonly sessions: Readonly<Record<string, unknown>>[];
}

/** A session through a real PowerShell and the real bridge script, whose CIM cmdlets are stubs that ask `host`. */
export async function openWithStubs(
  host: CimSession,
  connection: PowerShellConnection = { connection: "local" },
  seen: Seen = { shells: 0, sessions: [] },
  environment: Readonly<Record<string, string>> = {},
) {
  const port = await serveStubs(host, seen);
  return openPowerShellHost(
    { powershell, ...connection },
    {
      script: join(__dirname, "stub-cim.ps1"),
      environment: { ...process.env, ...environment, STUB_CIM_PORT: String(port), STUB_CIM_BRIDGE: bridgeScript },
    },
  );
}

/** Answers the stub cmdlets; resolves to the port at which it listens. */
export async function serveStubs(host: CimSession, seen: Seen): Promise<number | undefined> {
  const server = createServer((socket) => {
    seen.shells += 1;
    createInterface({ input: socket }).on("line", async (line) => {
      const reply = await answer(host, JSON.parse(line), seen);
      socket.write(`${JSON.stringify(reply)}\n`);
    });
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" ? address?.port : undefined;
}

async function answer(
  host: CimSession,
  request: StubRequest,
  { sessions }: Seen,
): Promise<Readonly<Record<string, unknown>>> {
  if (request.kind === "session") return { session: sessions.push(request) };
  // A method without a result, which a session of the port cannot have.
  if (request.kind === "invoke" && request.method === "SayNothing") return { instances: [] };
  const instances: unknown[] = [];
  let reply: Readonly<Record<string, unknown>> = {};
  await perform(hostOf(host, request), operationOf(request), 0, (written) => {
    if (written.kind === "page") instances.push(...(written.instances as unknown[]));
    else reply = written;
  });
  return { ...reply, instances };
}

/** The filter has its own way: the script's text is read as WQL reads it. */
function hostOf(host: CimSession, request: StubRequest): CimSession {
  if (request.kind !== "query") return host;
  return { ...host, query: (className) => host.query(className, parseFilter(textOf(request.filter))) };
}

function operationOf(request: Exclude<StubRequest, { kind: "session" }>): Operation {
  if (request.kind === "query") return { kind: "query", className: request.className };
  if (request.kind !== "invoke") return request;
  const args = Object.entries(request.arguments).map(([name, value]) => [name, embeddedIn(value) ?? value] as const);
  return { ...request, arguments: Object.fromEntries(args) };
}

/** The stub cmdlets put this before an embedded instance, where real ones have CIM-XML. */
const mark = "embedded:";

function embeddedIn({ type, value }: WireValue): WireValue | undefined {
  const text = type === "string" && typeof value === "string" ? textOf(value) : "";
  return text.startsWith(mark) ? { type: "instance", value: JSON.parse(text.slice(mark.length)) } : undefined;
}
