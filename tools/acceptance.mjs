import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";
import { root } from "./setup/paths.mjs";
import { runVisibly } from "./setup/process.mjs";

const usage = `npm run acceptance -- --vm <name or GUID> [options]

Finds out what a host does: creates, reads, replaces and deletes reference points of a virtual machine and of a VM group for
real, by both creation methods, and writes a report to attach to an issue. The host is the configured one: HYPERV_RP_CONNECTION
and the other variables of the README's table. It changes no power state, no checkpoint and no rights: name a virtual machine
of each kind that there is. What is not named is skipped, and counted.

  --vm             a virtual machine that runs
  --group          a VM group
  --vm-off         a virtual machine that is off
  --vm-checkpoint  a virtual machine that has a checkpoint
  --vm-no-rights   a virtual machine that this account may not use
  --crash-only     leaves guests alone: no application consistency
  --timeout        for each creation and deletion (default 10m)
  --report         the file to write (default acceptance-report.md)`;

await main(async () => {
  const { values } = parseArgs({
    options: {
      vm: { type: "string" },
      group: { type: "string" },
      "vm-off": { type: "string" },
      "vm-checkpoint": { type: "string" },
      "vm-no-rights": { type: "string" },
      "crash-only": { type: "boolean" },
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
  const { vm, group, timeout, report } = values;
  const acceptance = {
    vm,
    group,
    timeout,
    vmOff: values["vm-off"],
    vmCheckpoint: values["vm-checkpoint"],
    vmNoRights: values["vm-no-rights"],
    crashOnly: values["crash-only"],
  };
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return await runVisibly(process.execPath, [vitest, "run", "--project", "acceptance"], {
    cwd: root,
    env: { ...process.env, HYPERV_RP_ACCEPTANCE: JSON.stringify({ ...acceptance, report: resolve(report) }) },
  });
});
