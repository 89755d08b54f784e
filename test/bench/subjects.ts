import { join } from "node:path";
import { standInShell } from "../support/stand-in/behaviour";
import { secondsOfAShell } from "./shell-seconds";

/** What is measured: a way of declaring the same reference points. */
export interface Subject {
  readonly name: SubjectName;
  readonly title: string;
  /** What its ratios are taken to: it does no more than Pulumi itself. */
  readonly floor?: SubjectName;
  /** The numbers of points that it is measured with, of those that are asked for. */
  readonly measures: (points: number) => boolean;
  readonly mostRepeats: number;
  /** The program that declares so many points. */
  readonly program: (points: number) => string;
  readonly config?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly latency?: { readonly callMilliseconds: number; readonly jobMilliseconds: number };
  /** Whether it starts shells, which are then counted from {@link shellLog}. */
  readonly shells?: "stand-in" | "one-per-call";
}

export const subjectNames = [
  "provider",
  "floor",
  "provider-slow-host",
  "floor-slow-host",
  "provider-shell",
  "shell-per-call",
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
  const usual = { measures: () => true, mostRepeats: Number.POSITIVE_INFINITY };
  const simulated = {
    "hyperv-reference-points:connection": "simulated",
    "hyperv-reference-points:simulatedHost": descriptionFile,
  };
  // A host that works takes its time whoever asks it: these sizes show it, and five hundred points would take an hour.
  const slow = { measures: (points: number) => points >= 20 && points <= 100, mostRepeats: usual.mostRepeats };
  return [
    {
      ...usual,
      name: "provider",
      title: "this provider, on a host that answers at once",
      floor: "floor",
      program: points("hyperv-reference-points"),
      config: simulated,
    },
    { ...usual, name: "floor", title: "the floor: an empty dynamic provider", program: points("floor-provider") },
    {
      ...slow,
      name: "provider-slow-host",
      title: `this provider, on a host with ${slowHost.callMilliseconds} ms a call and ${slowHost.jobMilliseconds} ms a job`,
      floor: "floor-slow-host",
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
      measures: slow.measures,
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
      measures: (points) => points <= 100,
      mostRepeats: 3,
      name: "shell-per-call",
      title: "a shell for each create, read and delete",
      program: shellPerCall(shell),
      shells: "one-per-call",
    },
  ];
}

/** The host of all subjects that have one. */
export function hostDescription(points: number, latency: Subject["latency"]) {
  const virtualMachines = Array.from({ length: points }, (_, index) => ({
    name: machineName(index),
    disks: [`C:\\VMs\\${machineName(index)}\\system.vhdx`],
  }));
  return { virtualMachines, ...(latency === undefined ? {} : { latency }) };
}

function machineName(index: number): string {
  return `vm${String(index).padStart(3, "0")}`;
}

function declarations(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `new VmReferencePoint("point${index}", { vmName: "${machineName(index)}" });`,
  ).join("\n");
}

function points(packageName: string): Subject["program"] {
  return (count) => `const { VmReferencePoint } = require("${packageName}");\n${declarations(count)}\n`;
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
