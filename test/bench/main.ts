import { cpus, release, type } from "node:os";
import { checkRegressions, checkTargets, passes, type Verdict } from "./check";
import { measureAll } from "./measure";
import { findOneCallShell } from "./one-call-shell";
import { type Options, readOptions, usage } from "./options";
import { plot } from "./plot";
import { memoryIsMeasured } from "./provider-memory";
import {
  baselineFile,
  baselinePlot,
  latestFile,
  latestPlot,
  type Results,
  readResults,
  withResults,
  write,
  writeResults,
} from "./results";
import { type Subject, subjects } from "./subjects";
import { report } from "./table";

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const shell = findOneCallShell();
  const known = subjects(shell);
  const results =
    options.from === undefined ? await measured(options, known, shell.description) : readResults(options.from);
  if (options.from === undefined) write(latestPlot, plot(results));
  console.log(`\n${report(results, known)}\n`);

  const targets = checkTargets(results);
  print("Targets", targets);
  if (options.check) {
    const verdicts = [...targets, ...checkRegressions(results, readResults(baselineFile))];
    print("Compared with the committed results", verdicts.slice(targets.length));
    return concluded(passes(verdicts, memoryIsMeasured));
  }
  if (options.accept) {
    const accepted = withResults(readResults(baselineFile), results);
    if (!passes(checkTargets(accepted), memoryIsMeasured))
      throw new Error("results that miss a target are not accepted");
    writeResults(baselineFile, accepted);
    write(baselinePlot, plot(accepted));
    console.log("These are the committed results now, and the plot of the documentation shows them.");
  }
  return 0;
}

async function measured(options: Options, known: readonly Subject[], shell: string): Promise<Results> {
  const { HYPERV_RP_PULUMI: pulumi, BENCH_PULUMI_VERSION: version } = process.env;
  if (pulumi === undefined || version === undefined) {
    throw new Error("there is no Pulumi CLI: start the benchmark by npm run bench");
  }
  // The command that runs has been told too, and its folder is removed when it has ended.
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort(new Error(`interrupted; what was measured is in ${latestFile}`)));
  const head = {
    takenAt: new Date().toISOString(),
    machine: { system: `${type()} ${release()}`, cores: cpus().length, node: process.version, pulumi: version, shell },
  };
  const samples = await measureAll({
    pulumi,
    subjects: known.filter(({ name }) => options.only.includes(name)),
    sizes: options.sizes,
    repeats: options.repeats,
    log: (message) => console.log(message),
    signal: interruption.signal,
    keep: (samples) => writeResults(latestFile, { ...head, samples: [...samples] }),
  });
  return { ...head, samples };
}

function print(title: string, verdicts: readonly Verdict[]): void {
  console.log(title);
  for (const { outcome, what, found } of verdicts)
    console.log(`  ${outcome.padEnd(12)}  ${what}${found && `: ${found}`}`);
  console.log("");
}

function concluded(passed: boolean): number {
  console.log(
    passed
      ? "The check passes."
      : "The check fails. Where the intervals are wide the machine had other work: repeat it, or take more --repeats.",
  );
  return passed ? 0 : 1;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: Error) => {
    console.error(`\nerror: ${error.message}`);
    process.exitCode = 1;
  },
);
