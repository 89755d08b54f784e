/**
 * What the engine tests are told: where the Pulumi CLI is, or why there is none. None is an error where one was asked for:
 * named by HYPERV_RP_PULUMI, or required by HYPERV_RP_ENGINE_TESTS.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {() => Promise<{ readonly version: string, readonly command: string }>} find
 * @param {(message: string) => void} log
 * @returns {Promise<Record<string, string>>}
 */
export async function pulumiForTests(environment, find, log) {
  try {
    const { version, command } = await find();
    log(`Pulumi CLI: ${version} (${command})`);
    return { HYPERV_RP_PULUMI: command };
  } catch (error) {
    if (environment.HYPERV_RP_PULUMI || environment.HYPERV_RP_ENGINE_TESTS === "required") throw error;
    log(`the engine tests are skipped: ${/** @type {Error} */ (error).message}`);
    return { HYPERV_RP_PULUMI_UNAVAILABLE: "none found, none could be got; see the beginning of the output" };
  }
}
