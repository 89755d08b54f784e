import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { takeFrames } from "../../../../provider/src/hosts/powershell/frames";
import { LineFilter } from "../../../../provider/src/hosts/powershell/line-filter";

/** What node-powershell gets of an output that arrives in these chunks. */
async function handedOn(chunks: readonly string[]) {
  const frames: string[] = [];
  let floods = 0;
  const filter = new LineFilter({
    line: (line) =>
      takeFrames(line, {
        frame: (call, payload) => frames.push(`${call} ${payload}`),
        refusal: (call, reason) => frames.push(`${call} refused: ${reason}`),
      }),
    flood: () => {
      floods += 1;
    },
  });
  const output: string[] = [];
  filter.on("data", (chunk) => output.push(String(chunk)));
  for (const chunk of chunks) filter.write(chunk);
  filter.end();
  await once(filter, "end");
  return { output, frames, floods };
}

const call = "0123456789abcdef";
const frame = `<<hvrp:${call}:QUJD>>`;

describe("the output of a shell", () => {
  test("is handed on line by line, each ending with the line, however it arrives", async () => {
    const lines = ["AAAABBBBCCCCDDDD\n", "text\n", "AAAABBBBCCCCDDDD\n"];
    expect((await handedOn(["AAAABBBBCCCCDDDD\r\ntext\r\nAAAABBBBCCCCDDDD\r\n"])).output).toEqual(lines);
    expect((await handedOn([..."AAAABBBBCCCCDDDD\ntext\nAAAABBBBCCCCDDDD\n"])).output).toEqual(lines);
  });

  test("is freed of what PowerShell 7 writes for a terminal", async () => {
    const { output } = await handedOn(["\u001b[?1hAAAABBBBCCCCDDDD\u001b[?1l\n\u001b[?1h\u001b=", "\u001b[0m\n"]);
    expect(output).toEqual(["AAAABBBBCCCCDDDD\n"]);
  });

  test("is freed of frames, which are taken wherever they stand in a line", async () => {
    const { output, frames } = await handedOn([
      `before ${frame} after ${frame}\n`,
      frame.slice(0, 9),
      `${frame.slice(9)}\n`,
    ]);
    expect(frames).toEqual([`${call} QUJD`, `${call} QUJD`, `${call} QUJD`]);
    expect(output).toEqual(["before  after\n"]);
  });

  test("tells that a shell cannot load the bridge", async () => {
    const { frames } = await handedOn([`<<hvrp:${call}:!language ConstrainedLanguage>>\n`]);
    expect(frames).toEqual([`${call} refused: language ConstrainedLanguage`]);
  });

  test.each([
    ["of a call that is none", "<<hvrp:1:QUJD>>\n"],
    ["without a payload", `<<hvrp:${call}:>>\n`],
    ["that does not end", `<<hvrp:${call}:QUJD\n`],
  ])("has no frame %s", async (_, text) => {
    expect((await handedOn([text])).frames).toEqual([]);
  });

  test("is a flood when there is much outside of frames, and no more of it is kept", async () => {
    const { output, floods } = await handedOn(Array.from({ length: 2_000 }, () => `${"noise ".repeat(10)}\n`));
    expect(floods).toBeGreaterThan(0);
    expect(output.join("").length).toBeLessThan(100_000);
  });
});
