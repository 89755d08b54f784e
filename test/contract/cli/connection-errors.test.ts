import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, test, vi } from "vitest";
import type { ProcessIo } from "../../../provider/src/cli/program";
import { faultTable } from "../../../provider/src/hosts/powershell/faults";
import { sshWords } from "../../support/ssh-words";
import { standInShell } from "../../support/stand-in/behaviour";
import { temporaryFolder } from "../../support/stand-in/open";

/*
 * What a user reads of each way in which a host is not reached, with the command that prints it: connection-errors.txt. Record a change by
 * `npx vitest run -u --project contract test/contract/cli/connection-errors.test.ts`.
 */

/** Only what is built finds its parts. In this process, for there are many. */
const { runProgram } = createRequire(__filename)(
  "../../../provider/dist/cli/program",
) as typeof import("../../../provider/src/cli/program");

/** Of what `doctor` prints, the error and what is to be done. */
async function printedBy(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const stdout = new Printed();
  const { stdin } = process;
  const io = { stdout, stderr: stdout, stdin, env: process.env, cwd: () => "/" } as unknown as ProcessIo;
  expect(await runProgram(["doctor", ...args], io)).toBe(1);
  vi.unstubAllEnvs();
  return stdout.text.slice(stdout.text.indexOf("error "), stdout.text.indexOf("skipped ")).trim();
}

class Printed extends Writable {
  text = "";
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

interface Case {
  /** What the host, or ssh, has answered. */
  readonly answer: string;
  readonly args: readonly string[];
  readonly printed: () => Promise<string>;
}

function overWsman(code: string, name: string): Case {
  const id = `HRESULT ${code},Microsoft.Management.Infrastructure.CimCmdlets.NewCimSessionCommand`;
  const openError = { id, messageId: `HRESULT ${code}`, nativeErrorCode: "Failed", message: "" };
  const args = ["--connection", "wsman", "--computer-name", "hv01"];
  const environment = { STAND_IN_BEHAVIOUR: JSON.stringify({ openError }), HYPERV_RP_POWERSHELL: standInShell };
  return { answer: `${code} ${name}`, args, printed: () => printedBy(args, environment) };
}

function overSsh(words: string): Case {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "words"), `${words}\n`);
  writeFileSync(join(folder, "ssh"), `#!/bin/sh\ncat ${folder}/words >&2\nexit 255\n`, { mode: 0o755 });
  const args = ["--connection", "ssh", "--ssh-host", "admin@hv01"];
  const environment = { PATH: `${folder}:${process.env.PATH}` };
  return { answer: words, args, printed: () => printedBy(args, environment) };
}

test.skipIf(process.platform === "win32")(
  "each has its own text: the cause first, what to do, whether waiting helps, and a code",
  async () => {
    const faults = faultTable.filter(({ cause }) => cause !== undefined);
    const cases = [
      ...faults.flatMap(({ codes }) =>
        Object.entries(codes)
          .slice(0, 1)
          .map(([code, name]) => overWsman(code, name)),
      ),
      overWsman("0x80070005", "E_ACCESSDENIED"),
      ...Object.values(sshWords).map(overSsh),
    ];
    const texts: string[] = [];
    for (const { answer, args, printed } of cases) {
      const commented = answer.replaceAll(/^/gm, "# ");
      texts.push(`${commented}\n$ hyperv-reference-points doctor ${args.join(" ")}\n${await printed()}\n`);
    }
    for (const text of texts) {
      expect(text.replace(/\s+/g, " ")).toMatch(
        /\. (?:Waiting does not help|It may pass by itself)\b.* \(HVRP2\d\d\) $/,
      );
    }
    await expect(texts.join("\n")).toMatchFileSnapshot(join(__dirname, "connection-errors.txt"));
  },
  120_000,
);
