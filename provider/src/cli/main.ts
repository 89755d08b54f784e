import { runProgram } from "./program";

/** What `npx hyperv-reference-points` runs. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", onWriteError);
  // Not process.exit, which would cut off output that is still on its way into a pipe.
  process.exitCode = await runProgram(process.argv.slice(2), process);
}

/** Whoever reads the output may have read enough (`| head`): the command comes to its end all the same. */
function onWriteError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
  process.exit(1);
}
