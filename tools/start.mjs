import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findOrGetPulumi } from "./pulumi-cli/index.mjs";
import { closingLine, commands } from "./quickstart.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";
import { local, root } from "./setup/paths.mjs";
import { runQuietly, runVisibly } from "./setup/process.mjs";
import { buildProvider } from "./setup/provider.mjs";

const stack = "quickstart";

await main(async () => {
  const [command, args] = parse(process.argv.slice(2));
  await installDependencies(log);
  await buildProvider(log);
  const pulumi = await findOrGetPulumi({ log });
  const env = { ...process.env, ...pulumi.environment, ...(await backend()) };

  const selection = await runQuietly(pulumi.command, ["stack", "select", stack, "--create", "--non-interactive"], {
    cwd: root,
    env,
  });
  if (selection.exitCode !== 0) throw new Error(`stack ${stack} cannot be selected: ${selection.stderr.trim()}`);
  // Nothing is asked: the quickstart changes nothing but its simulated host.
  const changes = command !== "preview" && !args.includes("--preview-only");
  const all = [command, "--stack", stack, ...(changes ? ["--yes"] : []), ...args];
  const exitCode = await runVisibly(pulumi.command, all, { cwd: root, env });
  // Beside what Pulumi prints, which may be JSON.
  if (exitCode === 0) console.error(closingLine(command));
  return exitCode;
});

/**
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function parse(args) {
  const [word, ...rest] = args;
  if (word === undefined || word.startsWith("-")) return ["up", args];
  if (commands.includes(word)) return [word, rest];
  const known = commands.map((command) => `npm start -- ${command}`).join(", ");
  throw new Error(`"${word}" is not a command of npm start; use one of: ${known}. For others there is pulumi itself.`);
}

/**
 * Where the state is kept: in the working copy, unless the person has chosen a backend.
 *
 * @returns {Promise<Record<string, string>>}
 */
async function backend() {
  const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } =
    process.env;
  if (PULUMI_BACKEND_URL || PULUMI_ACCESS_TOKEN || (await isLoggedIn())) return {};
  const folder = join(local, "state");
  if (!existsSync(folder)) log("keeping the state in .local/state of this working copy");
  await mkdir(folder, { recursive: true });
  return {
    // Relative to the root: an absolute path would have to be spelt as a URL, for which Pulumi has rules of its own.
    PULUMI_BACKEND_URL: "file://.local/state",
    // The quickstart has no secrets, but Pulumi wants a passphrase.
    ...(PULUMI_CONFIG_PASSPHRASE === undefined && !PULUMI_CONFIG_PASSPHRASE_FILE
      ? { PULUMI_CONFIG_PASSPHRASE: "quickstart" }
      : {}),
  };
}

/** Whether `pulumi login` has been used. */
async function isLoggedIn() {
  const home = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
  const credentials = await readFile(join(home, "credentials.json"), "utf8").catch((error) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return Boolean(JSON.parse(credentials).current);
}
