import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { checkSum, takeFrames } from "../../../../provider/src/hosts/powershell/frames";
import { LineFilter } from "../../../../provider/src/hosts/powershell/line-filter";

/** What node-powershell gets of an output that arrives in these chunks. */
async function handedOn(chunks: readonly string[]) {
  const frames: string[] = [];
  let floods = 0;
  const filter = new LineFilter({
    line: (line) =>
      takeFrames(line, {
        frame: ({ call, number, payload }) => void frames.push(`${call} ${number} ${payload}`),
        refusal: (call, reason) => void frames.push(`${call} refused: ${reason}`),
        damage: () => void frames.push("damage"),
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
const body = `${call}:7:QUJD`;
const frame = `<<hvrp:${body}:${checkSum(body)}>>`;

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
    expect(frames).toEqual([`${call} 7 QUJD`, `${call} 7 QUJD`, `${call} 7 QUJD`]);
    expect(output).toEqual(["before  after\n"]);
  });

  test("tells that a shell cannot load the bridge", async () => {
    const { frames } = await handedOn([`<<hvrp:${call}:!language ConstrainedLanguage>>\n`]);
    expect(frames).toEqual([`${call} refused: language ConstrainedLanguage`]);
  });

  test.each([
    ["a frame of a call that is none", frame.replace(call, "1")],
    ["a frame without a payload", `<<hvrp:${call}:7::${checkSum(`${call}:7:`)}>>`],
    ["a frame without a number", frame.replace(":7:", ":")],
    ["a frame that does not end", frame.slice(0, -1)],
    ["a frame with another payload", frame.replace("QUJD", "QUJE")],
    ["a frame with another number", frame.replace(":7:", ":8:")],
    ["text inside of a frame", frame.replace("QUJD", "QU JD")],
    ["a whole frame after the beginning of one", `<<hvrp:${call} ${frame}`],
  ])("is damaged by %s, and nothing of that line is taken", async (_, line) => {
    expect((await handedOn([`${line}\n`])).frames).toEqual(["damage"]);
  });

  test("is counted anew for each command: thousands of delimiters are no flood", async () => {
    const floods: string[] = [];
    const filter = new LineFilter({ line: (line) => line, flood: () => void floods.push("flood") });
    filter.resume();
    for (let command = 0; command < 100; command += 1) {
      filter.reset();
      await new Promise((written) => filter.write(`${"d".repeat(1_024)}\n`, written));
    }
    expect(floods).toEqual([]);
  });

  test("is a flood when there is much outside of frames, and no more of it is kept", async () => {
    const { output, floods } = await handedOn(Array.from({ length: 2_000 }, () => `${"noise ".repeat(10)}\n`));
    expect(floods).toBeGreaterThan(0);
    expect(output.join("").length).toBeLessThan(100_000);
  });

  test("is damaged by one frame of several, and nothing of that line is taken", async () => {
    const broken = frame.replace("QUJD", "QUJE");
    expect((await handedOn([`${frame} ${broken}\n`])).frames).toEqual(["damage"]);
    expect((await handedOn([`${broken} ${frame}\n`])).frames).toEqual(["damage"]);
  });

  test("has a rest where it does not end with a line, and only there", async () => {
    const restOf = async (output: string) => {
      const rests: string[] = [];
      const filter = new LineFilter({
        line: (line) => line,
        rest: (text) => void rests.push(text),
        flood: () => undefined,
      });
      filter.resume();
      filter.end(output);
      await once(filter, "end");
      return rests;
    };
    expect(await restOf("first\nlast")).toEqual(["last"]);
    expect(await restOf("first\nlast\n")).toEqual([]);
  });

  test("may end in the middle of a line where nobody waits for the rest", async () => {
    expect((await handedOn(["first\nlast"])).output).toEqual(["first\n"]);
  });

  test("is a flood when a line is longer than any answer, and it is not kept", async () => {
    const piece = "x".repeat(8 * 1024 * 1024);
    const pieces = (count: number) => Array.from({ length: count }, () => piece);
    let floods = 0;
    const filter = new LineFilter({
      line: () => "",
      flood: () => {
        floods += 1;
      },
    });
    filter.resume();
    for (const one of pieces(8)) filter.write(one);
    expect(floods).toBe(0);
    filter.write("x");
    expect(floods).toBe(1);
    filter.write("\n");
    for (const one of pieces(8)) filter.write(one);
    expect(floods).toBe(1);
  });
});
