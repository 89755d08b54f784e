import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";
import { root } from "./setup/paths.mjs";
import { runVisibly } from "./setup/process.mjs";

const usage = `npm run acceptance -- --vm <name or GUID> [--group <name or GUID>] [options]

Makes, reads, replaces and destroys reference points of a virtual machine and of a VM group for real, and writes a report of
every call. The host is the configured one: HYPERV_RP_CONNECTION and the other variables of the README's table.

  --vm           the virtual machine
  --group        the VM group; without it the collection resource is skipped
  --consistency  Application or Crash (default Crash: the guest is left alone)
  --method       CreateReferencePoint (default) or ConvertRecoverySnapshot
  --timeout      for each creation and destruction (default 10m)
  --report       the file to write (default acceptance-report.md)`;

await main(async () => {
  const { values } = parseArgs({
    options: {
      vm: { type: "string" },
      group: { type: "string" },
      consistency: { type: "string", default: "Crash" },
      method: { type: "string", default: "CreateReferencePoint" },
      timeout: { type: "string", default: "10m" },
      report: { type: "string", default: "acceptance-report.md" },
      help: { type: "boolean" },
    },
  });
  if (values.help || values.vm === undefined) {
    log(usage);
    return values.help ? 0 : 2;
  }
  await installDependencies(log);
  const { report, ...acceptance } = values;
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return await runVisibly(process.execPath, [vitest, "run", "--project", "acceptance"], {
    cwd: root,
    env: { ...process.env, HYPERV_RP_ACCEPTANCE: JSON.stringify({ ...acceptance, report: resolve(report) }) },
  });
});
