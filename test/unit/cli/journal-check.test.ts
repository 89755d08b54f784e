import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type JournalFacts, journalCheck, journalObservations } from "../../../provider/src/cli/journal-check";
import { temporaryFolder } from "../../support/stand-in/open";

const folder = "/srv/journal";

const own = (mode: number) => ({ access: { owner: "this account", mode } }) as const;
const roots = (mode: number) => ({ access: { owner: "root", mode } }) as const;

describe("of the journal doctor says", () => {
  test.each<[string, Partial<JournalFacts>, readonly [string, RegExp][]]>([
    ["nothing against a folder of this account", own(0o40700), [["ok", /^\/srv\/journal can be written$/]]],
    ["nothing against one that root has given to a group, as fsGroup does", roots(0o42770), [["ok", /can be written/]]],
    ["that all may enter one of root's", roots(0o42775), [["warning", /other accounts may enter .* \(mode 775\)/]]],
    [
      "that it is another account's",
      { access: { owner: "another account", mode: 0o40700 } },
      [["warning", /^\/srv\/journal belongs to another account/]],
    ],
    ["nothing of permissions where there are none", {}, [["ok", /can be written/]]],
    ["that it cannot be written", { notWritable: "EROFS", ...own(0o40777) }, [["error", /cannot be written: EROFS$/]]],
    ["that others may enter it", own(0o40750), [["warning", /other accounts may enter .* \(mode 750\)/]]],
    ["that it ends with the job", { endsWithJob: "tmpfs" }, [["warning", /ends with the job: tmpfs\. A creation/]]],
    [
      "both",
      { endsWithJob: "tmpfs", ...own(0o40755) },
      [
        ["warning", /ends with the job/],
        ["warning", /mode 755/],
      ],
    ],
  ])("%s", (_, facts, expected) => {
    const found = journalObservations({ folder, ...facts });
    expect(found.map(({ status }) => status)).toEqual(expected.map(([status]) => status));
    for (const [index, [, text]] of expected.entries()) expect(found[index]?.text).toMatch(text);
  });
});

describe("doctor looks", () => {
  const run = async (path: string, environment: NodeJS.ProcessEnv = {}) => {
    const found = await journalCheck(path, environment).run();
    return "status" in found ? [found] : found;
  };

  test("at a folder that is not there yet through the one in which it will be made, and makes none", async () => {
    const place = temporaryFolder();
    expect(await run(join(place, "a", "b"))).toMatchObject([
      { status: "warning", text: expect.stringMatching(/temporary files/) },
    ]);
    expect(existsSync(join(place, "a"))).toBe(false);
    writeFileSync(join(place, "file"), "");
    expect(await run(join(place, "file", "b"))).toMatchObject([
      { status: "error", text: `${join(place, "file", "b")} cannot be written: ${join(place, "file")} is no folder` },
    ]);
  });

  test.skipIf(process.platform === "win32")("at its permissions", async () => {
    const place = join(temporaryFolder(), "journal");
    mkdirSync(place);
    chmodSync(place, 0o755);
    expect((await run(place)).map(({ text }) => text)).toContainEqual(expect.stringMatching(/mode 755/));
    chmodSync(place, 0o700);
    expect((await run(place)).map(({ text }) => text)).not.toContainEqual(expect.stringMatching(/mode/));
  });

  test("at where a hosted runner puts it", async () => {
    const [found] = await run(__dirname, { RUNNER_ENVIRONMENT: "github-hosted" });
    expect(found?.text).toMatch(/GitHub-hosted runner is discarded/);
  });
});
