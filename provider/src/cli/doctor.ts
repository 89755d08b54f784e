import { probePowerShell, type ShellDescription } from "../hosts/powershell";
import { type Readiness, readinessOf } from "../hyperv/rct-readiness";
import { withCode } from "../support/error-codes";
import { type Check, type CheckResult, type Finding, runChecks, type Skipped, titles } from "./checks";
import { type HostInQuestion, hostChecks } from "./host-checks";
import { journalCheck } from "./journal-check";
import { shellChecks } from "./shell-checks";
import type { CommandResult, Invocation, Subcommand } from "./subcommand";
import { type Colour, count, type Page, table, wrap } from "./terminal";

export const doctor: Subcommand = {
  name: "doctor",
  description: "Report whether the host can be reached and is fit for reference points, and what to do if not.",
  run: runDoctor,
};

async function runDoctor(invocation: Invocation): Promise<CommandResult> {
  const { page, host } = invocation;
  let vms: readonly Readiness[] = [];
  page?.write(`Hyper-V host: ${host}\n`);
  const checks = checksFor(invocation, (read) => {
    vms = read;
  });
  const findings = await runChecks(checks, (finding) => {
    if (finding.status !== "skipped") page?.write(paragraph(page, titles[finding.check], finding));
  });
  if (page !== undefined) printSummary(page, findings, vms);
  const healthy = findings.every(({ status }) => status !== "error");
  return { result: { healthy, findings, virtualMachines: vms }, exitCode: healthy ? 0 : 1 };
}

function checksFor(
  { connection, session, journal, environment }: Invocation,
  onVms: (vms: readonly Readiness[]) => void,
): readonly Check[] {
  const vms = once(async () => {
    const read = await readinessOf(session);
    onVms(read);
    return read;
  });
  const host = { connection, session, vms };
  if (connection.connection === "simulated") {
    const described: Check = {
      id: "simulated-host",
      run: async () => {
        await session.query("Msvm_ComputerSystem");
        return { status: "ok", text: `${connection.simulatedHost} describes it` };
      },
    };
    return [described, ...hostChecks({ ...host, shell: async () => undefined }, described.id)];
  }
  const probe = once(() => probePowerShell(connection));
  const shell: HostInQuestion["shell"] = async (): Promise<ShellDescription | undefined> => {
    const found = await probe();
    return "shell" in found ? found.shell : undefined;
  };
  const way = shellChecks(connection, probe);
  return [
    journalCheck(journal, environment),
    ...way,
    ...hostChecks({ ...host, shell }, way.at(-1)?.id ?? "powershell"),
  ];
}

function once<T>(start: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= start();
    return result;
  };
}

const colours: Readonly<Record<Finding["status"], Colour>> = {
  ok: "green",
  warning: "yellow",
  error: "red",
  skipped: "grey",
};

const indent = 9;

function paragraph(page: Page, title: string, found: CheckResult | Skipped) {
  const { status } = found;
  const text = `${title}: ${"code" in found ? withCode({ code: found.code, message: found.text }) : found.text}`;
  const finding = wrap(text, page.width, indent);
  const advice = "advice" in found ? found.advice : undefined;
  const todo = advice === undefined ? "" : `\n${" ".repeat(indent)}${wrap(advice, page.width, indent)}`;
  return `${page.paint(colours[status], status.padEnd(indent))}${finding}${todo}`;
}

/** Those that are skipped for one reason stand together. */
function printSkipped(page: Page, findings: readonly Finding[]): void {
  const skipped = findings.filter(({ status }) => status === "skipped");
  for (const text of new Set(skipped.map((finding) => finding.text))) {
    const checks = skipped.filter((finding) => finding.text === text).map(({ check }) => titles[check]);
    page.write(paragraph(page, checks.join(", "), { status: "skipped", text }));
  }
}

function printSummary(page: Page, findings: readonly Finding[], vms: readonly Readiness[]): void {
  printSkipped(page, findings);
  if (vms.length > 0) {
    const rows = vms.map(({ name, configurationVersion = "?", incrementalBackupEnabled, disks, points }) => {
      const incremental = incrementalBackupEnabled === undefined ? "?" : incrementalBackupEnabled ? "yes" : "no";
      return [configurationVersion, String(disks.length), String(points), incremental, name];
    });
    const head = ["version", "disks", "points", "incremental backup", "virtual machine"];
    page.write(`\n${table([head, ...rows], [0, 1, 2, 3])}`);
  }
  const number = (status: Finding["status"]) => findings.filter((finding) => finding.status === status).length;
  const parts = [
    ...(number("error") > 0 ? [count(number("error"), "error")] : []),
    ...(number("warning") > 0 ? [count(number("warning"), "warning")] : []),
    ...(number("skipped") > 0 ? [`${number("skipped")} skipped`] : []),
  ];
  page.write(`\n${parts.length === 0 ? "All is well." : `${parts.join(", ")}.`}`);
}
