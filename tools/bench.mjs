import { join } from "node:path";
import { findOrGetPulumi } from "./pulumi-cli/index.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";
import { root } from "./setup/paths.mjs";
import { runVisibly } from "./setup/process.mjs";
import { buildProvider } from "./setup/provider.mjs";

/** The benchmark, see docs/performance.md. */
await main(async () => {
  await installDependencies(log);
  await buildProvider(log);
  const { command, version } = await findOrGetPulumi({ log });
  const typescript = join(root, "test", "support", "typescript.cjs");
  const benchmark = join(root, "test", "bench", "main.ts");
  return await runVisibly(process.execPath, ["--require", typescript, benchmark, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, HYPERV_RP_PULUMI: command, BENCH_PULUMI_VERSION: version },
  });
});
