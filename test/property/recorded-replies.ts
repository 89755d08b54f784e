import { expect } from "vitest";
import { referenceOf, textOf } from "../../provider/src/cim/read";
import type { CimSession } from "../../provider/src/cim/session";
import { type CimInstance, type CimReference, cim } from "../../provider/src/cim/value";
import { Dispatcher } from "../../provider/src/hosts/powershell/dispatcher";
import type { BridgeAnswer, BridgeRequest } from "../../provider/src/hosts/powershell/request";
import { PowerShellSession } from "../../provider/src/hosts/powershell/session";
import { Shell } from "../../provider/src/hosts/powershell/shell";
import type { ShellProcessListener } from "../../provider/src/hosts/powershell/shell-process";
import type { WireOperation } from "../../provider/src/hosts/powershell/wire";
import { createSimulatedHost } from "../../provider/src/hosts/simulated";
import { bridgeTo, inProcessShell, noLaunch, WritingShell } from "../support/in-process-shell";
import { usualHost } from "../support/lifecycle";
import { frame } from "../support/stand-in/bridge";
import { seededRandom, VirtualClock } from "../support/virtual-clock";

/* What a create and a refresh ask of a host, with the replies, and what a shell makes of any output. */

const deadlines = { open: 60_000, call: 60_000, rest: 60_000 };
const pointClass = "Msvm_VirtualSystemReferencePoint";

async function only(session: CimSession, className: string, where?: Readonly<Record<string, string>>) {
  const [found] = await session.query(className, where);
  return (found as CimInstance).reference;
}

async function create(session: CimSession): Promise<CimReference> {
  const service = await only(session, "Msvm_VirtualSystemReferencePointService");
  const machine = await only(session, "Msvm_ComputerSystem", { ElementName: "sql01" });
  await session.associators(machine, { resultClass: pointClass });
  const { out } = await session.invoke(service, "CreateReferencePoint", {
    AffectedSystem: cim.reference(machine),
    ReferencePointSettings: cim.embedded("Msvm_VirtualSystemReferencePointSettingData", {
      ConsistencyLevel: cim.uint8(2),
    }),
    ReferencePointType: cim.uint16(1),
  });
  const job = referenceOf(out, "Job") as CimReference;
  await session.get(job);
  const filter = { resultClass: pointClass, associationClass: "Msvm_AffectedJobElement" };
  const [point] = (await session.associators(job, filter)) as [CimInstance];
  return point.reference;
}

async function refresh(session: CimSession, point: CimReference): Promise<void> {
  await only(session, "Msvm_VirtualSystemReferencePointService");
  const { properties } = (await session.get(point)) as CimInstance;
  await session.query("Msvm_ComputerSystem", { Name: textOf(properties, "VirtualSystemIdentifier") ?? "" });
  await session.associators(point, { resultClass: "Msvm_ReferencePointCollection" });
  await session.query("Msvm_StorageAllocationSettingData");
}

export interface Recorded {
  readonly operation: WireOperation;
  readonly replies: readonly object[];
}

export async function recordReplies(): Promise<readonly Recorded[]> {
  const host = createSimulatedHost({ description: usualHost, clock: new VirtualClock(), random: seededRandom(7) });
  const recorded: Recorded[] = [];
  const bridge = bridgeTo(host.session());
  const shell = inProcessShell(async (call) => {
    const all = await bridge(call);
    for (const [index, replies] of all.entries())
      recorded.push({ operation: call.operations[index] as WireOperation, replies });
    return all;
  });
  const session = new PowerShellSession(new Dispatcher(noLaunch, deadlines, { start: shell.start }));
  await refresh(session, await create(session));
  const seen = new Set<string>();
  return recorded.filter(({ operation }) => {
    const text = JSON.stringify(operation);
    const isNew = !seen.has(text) && operation.kind !== "open";
    seen.add(text);
    return isNew;
  });
}

export const call = "0123456789abcdef";

/** What the bridge writes when it replies so. */
export function outputOf(replies: readonly object[]): string {
  const all = [...replies, { kind: "end" }];
  return all.map((reply, number) => `${frame(call, number, { ...reply, clock: 5 })}\n`).join("");
}

/** What a shell makes of an output. */
export async function answerTo(operation: WireOperation, output: string): Promise<BridgeAnswer | undefined> {
  const start = (_: unknown, listener: ShellProcessListener) => new WritingShell(output, listener);
  const shell = new Shell(noLaunch, deadlines, { start, newCallId: () => call });
  const answers: BridgeAnswer[] = [];
  const request: BridgeRequest = {
    operation,
    text: "",
    what: "",
    calledAt: 0,
    repeated: false,
    resolve: (answer) => answers.push(answer),
    reject: () => undefined,
  };
  const loss = await shell.call([request]);
  expect(answers.length + (loss?.requests.length ?? 0)).toBe(1);
  return answers[0];
}
