/** @param {string} message */
export function log(message) {
  console.log(message);
}

/**
 * Runs a tool and ends with its exit code; an error is for people, so it is shown without a trace.
 *
 * @param {() => Promise<number>} tool
 */
export async function main(tool) {
  try {
    process.exitCode = await tool();
  } catch (error) {
    console.error(`\nerror: ${/** @type {Error} */ (error).message}`);
    process.exitCode = 1;
  }
}
