import { createHash } from "node:crypto";
import { cp, mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runQuietly } from "../setup/process.mjs";
import { withProgress } from "../setup/progress.mjs";
import { isAtLeast } from "../setup/version.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const launcher = join(here, "launcher");

/** The two programs, each built from a module whose go.mod and go.sum are part of the repository. */
const programs = [
  {
    name: "pulumi-language-nodejs",
    module: join(here, "modules", "nodejs-language-host"),
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    flags: "",
  },
  {
    name: "pulumi",
    module: join(here, "modules", "cli"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    // Without it the CLI takes itself for version 0, and version checks fail.
    flags: "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.245.0",
  },
];

/**
 * The folder of what these modules build: another one when they change.
 *
 * @param {string} folder
 */
export async function builtFolder(folder) {
  const hash = createHash("sha256");
  for (const { name, module, package: path, flags } of programs) {
    hash.update(JSON.stringify([name, path, flags]));
    for (const file of ["go.mod", "go.sum"]) hash.update(await readFile(join(module, file)));
  }
  return join(folder, `built-${hash.digest("hex").slice(0, 12)}`);
}

/**
 * Builds the CLI and its language host for Node.js from Go modules.
 *
 * @param {string} folder what to put them into
 * @param {(message: string) => void} log
 */
export async function buildPulumi(folder, log) {
  await checkGo();
  log("  this takes some minutes, once");
  const bin = join(folder, "bin");
  await mkdir(bin);
  for (const program of programs) await build(program, bin, log);
  await cp(launcher, bin, { recursive: true });
}

async function checkGo() {
  const needed = /^go (\S+)$/m.exec(await readFile(join(here, "modules", "cli", "go.mod"), "utf8"))?.[1] ?? "";
  // Asked outside of any module, where Go answers for itself and downloads no other toolchain.
  const { stdout } = await runQuietly("go", ["env", "GOVERSION"], { cwd: tmpdir() }).catch(() => {
    throw new Error(`there is no "go" on PATH; Go ${needed} or later is needed`);
  });
  const version = /(\d+\.\d+(\.\d+)?)/.exec(stdout)?.[1] ?? stdout.trim();
  if (!isAtLeast(version, needed)) throw new Error(`Go ${version} is too old; ${needed} or later is needed`);
}

/**
 * @param {(typeof programs)[number]} program
 * @param {string} bin
 * @param {(message: string) => void} log
 */
async function build({ name, module, package: path, flags }, bin, log) {
  const file = join(bin, process.platform === "win32" ? `${name}.exe` : name);
  const counted = { downloaded: 0, compiled: 0 };
  /** @type {string[]} */
  const complaints = [];
  const state = () => `${name}: ${counted.downloaded} modules downloaded, ${counted.compiled} packages compiled`;
  const args = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", `-s -w ${flags}`.trim(), "-o", file, path];
  const { exitCode } = await withProgress(log, state, () =>
    runQuietly("go", args, {
      cwd: module,
      // No C compiler is needed, and a workspace above the working copy has no say.
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
      onErrorLine: (line) => {
        if (line.startsWith("go: downloading ")) counted.downloaded += 1;
        else if (line.includes(" ")) complaints.push(line);
        else counted.compiled += 1;
      },
    }),
  );
  if (exitCode !== 0) throw new Error(`go build of ${name} failed: ${complaints.slice(-5).join("; ")}`);
}
