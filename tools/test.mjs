import { join } from "node:path";
import { findOrGetPulumi } from "./pulumi-cli/index.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";
import { root } from "./setup/paths.mjs";
import { runVisibly } from "./setup/process.mjs";
import { buildProvider } from "./setup/provider.mjs";

await main(async () => {
  await installDependencies(log);
  await buildProvider(log);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return await runVisibly(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, ...(await engine()) },
  });
});

/**
 * What the engine tests are told: where the Pulumi CLI is, or why there is none, unless they have to run.
 *
 * @returns {Promise<Record<string, string>>}
 */
async function engine() {
  try {
    const pulumi = await findOrGetPulumi({ log });
    log(`Pulumi CLI: ${pulumi.version} (${pulumi.command})`);
    return { HYPERV_RP_PULUMI: pulumi.command };
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    if (process.env.HYPERV_RP_ENGINE_TESTS === "required") throw error;
    log(`the engine tests are skipped: ${message}`);
    return { HYPERV_RP_PULUMI_UNAVAILABLE: "none found, none could be got; see the beginning of the output" };
  }
}
