import { join } from "node:path";
import { standInShell } from "../support/stand-in/behaviour";
import { secondsOfAShell } from "./shell-seconds";

/** What is measured: a way of declaring the same reference points. */
export interface Subject {
  readonly name: SubjectName;
  readonly title: string;
  /** The numbers of points that it is measured with, by those that are asked for. */
  readonly sizes: (asked: readonly number[]) => readonly number[];
  readonly mostRepeats: number;
  /** The program that declares so many points. */
  readonly program: (points: number) => string;
  readonly config?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files beside the program: by default the description of one host that has all virtual machines. */
  readonly files?: (points: number) => Readonly<Record<string, unknown>>;
  readonly latency?: Latency;
  /** Whether it starts shells, which are then counted from {@link shellLog}. */
  readonly shells?: "stand-in" | "one-per-call";
}

interface Latency {
  readonly callMilliseconds: number;
  readonly jobMilliseconds: number;
}

export const subjectNames = [
  "provider",
  "floor",
  "provider-slow-host",
  "floor-slow-host",
  "provider-shell",
  "shell-per-call",
  "fleet",
  "one-host",
] as const;

export type SubjectName = (typeof subjectNames)[number];

/** Files of each project, beside the program. */
export const descriptionFile = "host.json";
export const shellLog = "shells.log";

/** A host on which a query takes as long as over a network, and a job as long as that of a machine with little to flush. */
const slowHost = { callMilliseconds: 20, jobMilliseconds: 1_000 };

/** The shell that `shell-per-call` starts: a real one where there is one. */
export interface OneCallShell {
  readonly executable: string;
  readonly args: readonly string[];
  readonly description: string;
}

export function standInForAShell(missing: string): OneCallShell {
  return {
    executable: process.execPath,
    // The time that Node takes to start is part of it.
    args: ["-e", `setTimeout(() => {}, ${1000 * secondsOfAShell} - performance.now())`],
    description: `a stand-in that sleeps ${secondsOfAShell} s, the figure of PowerShell 7.6.5 on Linux (${missing})`,
  };
}

export function subjects(shell: OneCallShell): readonly Subject[] {
  const always = Number.POSITIVE_INFINITY;
  const usual = { sizes: (asked: readonly number[]) => asked, mostRepeats: always };
  const simulated = {
    "hyperv-reference-points:connection": "simulated",
    "hyperv-reference-points:simulatedHost": descriptionFile,
  };
  // A host that works takes its time whoever asks it: these sizes show it, and five hundred points would take an hour.
  const slow = { sizes: between(20, 100), mostRepeats: always };
  return [
    {
      ...usual,
      name: "provider",
      title: "this provider, on a host that answers at once",
      program: points("hyperv-reference-points"),
      config: simulated,
    },
    { ...usual, name: "floor", title: "the floor: an empty dynamic provider", program: points("floor-provider") },
    {
      ...slow,
      name: "provider-slow-host",
      title: `this provider, on a host with ${slowHost.callMilliseconds} ms a call and ${slowHost.jobMilliseconds} ms a job`,
      program: points("hyperv-reference-points"),
      config: simulated,
      latency: slowHost,
    },
    {
      ...slow,
      name: "floor-slow-host",
      title: "the floor there: waits for one call, and one job to create or delete",
      program: points("floor-provider"),
      environment: {
        BENCH_CALL_MILLISECONDS: String(slowHost.callMilliseconds),
        BENCH_JOB_MILLISECONDS: String(slowHost.jobMilliseconds),
      },
    },
    {
      ...slow,
      mostRepeats: 3,
      name: "provider-shell",
      title: "this provider, through its PowerShell host with a stand-in for PowerShell",
      program: points("hyperv-reference-points"),
      config: { "hyperv-reference-points:connection": "local", "hyperv-reference-points:powershell": standInShell },
      environment: {
        STAND_IN_SIMULATED_HOST: descriptionFile,
        STAND_IN_BEHAVIOUR: JSON.stringify({ log: shellLog }),
      },
      shells: "stand-in",
    },
    {
      sizes: between(1, 100),
      mostRepeats: 3,
      name: "shell-per-call",
      title: "a shell for each create, read and delete",
      program: shellPerCall(shell),
      shells: "one-per-call",
    },
    {
      sizes: () => [fleetPoints],
      mostRepeats: always,
      name: "fleet",
      title: `this provider, on ${fleetHosts} hosts of one configuration`,
      program: (count) => pointsOf("hyperv-reference-points", count, (index) => ({ host: hostNameOf(index) })),
      config: { "hyperv-reference-points:hosts": JSON.stringify(fleet()) },
      files: (count) => Object.fromEntries(fleetDescriptions(count)),
    },
    {
      sizes: () => [fleetPoints],
      mostRepeats: always,
      name: "one-host",
      title: "this provider, with all virtual machines of those hosts on one",
      program: points("hyperv-reference-points"),
      config: simulated,
    },
  ];
}

function between(least: number, most: number): Subject["sizes"] {
  return (asked) => asked.filter((points) => points >= least && points <= most);
}

/** What a subject has beside its program. */
export function filesOf({ files, latency }: Subject, points: number): Readonly<Record<string, unknown>> {
  return files?.(points) ?? { [descriptionFile]: hostDescription(indices(points), latency) };
}

function hostDescription(machines: readonly number[], latency?: Latency) {
  const virtualMachines = machines.map((index) => ({
    name: machineName(index),
    disks: [`C:\\VMs\\${machineName(index)}\\system.vhdx`],
  }));
  return { virtualMachines, ...(latency === undefined ? {} : { latency }) };
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** As many virtual machines on each of so many hosts. */
const fleetHosts = 25;
export const fleetPoints = 50;

/** The host on which a virtual machine of the fleet is. */
function hostNameOf(machine: number): string {
  return `hv${String(machine % fleetHosts).padStart(2, "0")}`;
}

function fleet(): Readonly<Record<string, { readonly connection: "simulated"; readonly simulatedHost: string }>> {
  const names = indices(fleetHosts).map(hostNameOf);
  return Object.fromEntries(names.map((name) => [name, { connection: "simulated", simulatedHost: `${name}.json` }]));
}

function fleetDescriptions(count: number): [string, unknown][] {
  return indices(fleetHosts).map((host) => {
    const machines = indices(count).filter((machine) => hostNameOf(machine) === hostNameOf(host));
    return [`${hostNameOf(host)}.json`, { hostName: hostNameOf(host).toUpperCase(), ...hostDescription(machines) }];
  });
}

function machineName(index: number): string {
  return `vm${String(index).padStart(3, "0")}`;
}

type OtherInputs = (index: number) => Readonly<Record<string, string>>;

function declarations(count: number, others: OtherInputs = () => ({})): string {
  return indices(count)
    .map((index) => JSON.stringify({ vmName: machineName(index), ...others(index) }))
    .map((inputs, index) => `new VmReferencePoint("point${index}", ${inputs});`)
    .join("\n");
}

function pointsOf(packageName: string, count: number, others?: OtherInputs): string {
  return `const { VmReferencePoint } = require("${packageName}");\n${declarations(count, others)}\n`;
}

function points(packageName: string): Subject["program"] {
  return (count) => pointsOf(packageName, count);
}

/** As one would write it with what Pulumi documents: a provider of closures, which Pulumi serialises. */
function shellPerCall({ executable, args }: OneCallShell): Subject["program"] {
  return (count) => `const pulumi = require("@pulumi/pulumi");
const [executable, args, log] = ${JSON.stringify([executable, args, shellLog])};

function runShell() {
  const { execFile } = require("node:child_process");
  const { appendFileSync } = require("node:fs");
  const started = Date.now();
  return new Promise((resolve, reject) => {
    execFile(executable, args, (error) => {
      appendFileSync(log, (Date.now() - started) + "\\n");
      if (error) reject(error);
      else resolve();
    });
  });
}

const provider = {
  async create(inputs) {
    const { randomUUID } = require("node:crypto");
    await runShell();
    const instanceId = "Microsoft:" + randomUUID() + "\\\\" + randomUUID();
    const disks = [{ virtualDiskId: instanceId, path: "C:\\\\" + inputs.vmName + ".vhdx", rctId: "rctX:" + randomUUID() }];
    return { id: instanceId, outs: { ...inputs, instanceId, disks, createdAt: new Date().toISOString() } };
  },
  async read(id, props) {
    await runShell();
    return { id, props };
  },
  async delete() {
    await runShell();
  },
};

class VmReferencePoint extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, { instanceId: undefined, disks: undefined, createdAt: undefined, ...args });
  }
}
${declarations(count)}
`;
}

/** Where the package of the floor is. */
export const floorPackage = join(__dirname, "floor-provider");
