import { join } from "node:path";
import { pulumiForTests } from "./pulumi-cli/for-tests.mjs";
import { findOrGetPulumi } from "./pulumi-cli/index.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";
import { root } from "./setup/paths.mjs";
import { runVisibly } from "./setup/process.mjs";
import { buildProvider } from "./setup/provider.mjs";

await main(async () => {
  await installDependencies(log);
  await buildProvider(log);
  const pulumi = await pulumiForTests(process.env, () => findOrGetPulumi({ log }), log);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return await runVisibly(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, ...pulumi },
  });
});
