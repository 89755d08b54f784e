import { join } from "node:path";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";
import { root } from "./setup/paths.mjs";
import { runVisibly } from "./setup/process.mjs";

/** The random sequences in a large number, by hand: `npm run test:soak`. No workflow runs it. */
await main(async () => {
  await installDependencies(log);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return await runVisibly(process.execPath, [vitest, "run", "--project", "property", ...process.argv.slice(2)], {
    cwd: root,
    env: { HYPERV_RP_SEQUENCES: "10000", ...process.env },
  });
});
