import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openSimulatedHost } from "../../../../provider/src/hosts/simulated";
import { usual } from "./a-host";
import { compileHost, packages } from "./compiled-host";

let folder: string;
let hostModule: string;
let descriptionFile: string;
const stateFile = () => join(folder, "host.state.json");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "simulated-host-"));
  hostModule = compileHost(join(folder, "compiled"));
  descriptionFile = join(folder, "host.json");
}, 120_000);
beforeEach(() => {
  writeFileSync(descriptionFile, JSON.stringify(usual));
  for (const left of readdirSync(folder).filter((name) => name.startsWith("host.state.json")))
    rmSync(join(folder, left), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  /** The points that the process was told of. */
  readonly points: readonly string[];
  readonly errors: string;
}

/** A process that makes points of a machine. */
function worker(vm: string, count: number, dieAtWrite?: number) {
  const args = [join(__dirname, "worker.cjs"), hostModule, descriptionFile, vm, String(count)];
  const child = spawn(process.execPath, dieAtWrite === undefined ? args : [...args, String(dieAtWrite)], {
    env: { ...process.env, NODE_PATH: packages },
  });
  const [out, errors] = [child.stdout, child.stderr].map((stream) => {
    const chunks: string[] = [];
    stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
    return chunks;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on("close", (code, signal) =>
      resolve({
        code,
        signal,
        points: (out ?? []).join("").split("\n").filter(Boolean),
        errors: (errors ?? []).join(""),
      }),
    ),
  );
  return { ended, kill: () => child.kill("SIGKILL"), outputs: () => out?.length ?? 0 };
}

async function pointsOnHost(): Promise<string[]> {
  const points = await openSimulatedHost({ descriptionFile }).query("Msvm_VirtualSystemReferencePoint");
  return points.map(({ reference }) => reference.keys.InstanceID ?? "");
}

describe("several processes on one host", () => {
  test("lose no write of each other", { timeout: 30_000 }, async () => {
    const workers = ["sql01", "app01", "web01", "sql01"].map((vm) => worker(vm, 40));
    const ended = await Promise.all(workers.map((each) => each.ended));
    expect(ended.map(({ code, errors }) => [code, errors])).toEqual(ended.map(() => [0, ""]));
    const made = ended.flatMap(({ points }) => points);
    expect(new Set(made).size).toBe(160);
    expect((await pointsOnHost()).sort()).toEqual(made.sort());
  });

  test("go on when one is killed in the middle of a write", { timeout: 30_000 }, async () => {
    const victim = await worker("sql01", 10, 4).ended;
    expect(victim.signal).toBe("SIGKILL");
    expect(victim.points).toHaveLength(3);
    expect(existsSync(`${stateFile()}.lock`)).toBe(true);

    expect(await pointsOnHost()).toEqual(victim.points);
    const ended = await Promise.all(["sql01", "app01", "web01"].map((vm) => worker(vm, 5).ended));
    expect(ended.map(({ code, errors }) => [code, errors])).toEqual(ended.map(() => [0, ""]));
    const made = [...victim.points, ...ended.flatMap(({ points }) => points)];
    expect((await pointsOnHost()).sort()).toEqual(made.sort());
    expect(readdirSync(folder).sort()).toEqual(["compiled", "host.json", "host.state.json"]);
  });

  test.each([1, 7, 13])("find the file whole when one is killed after %i points", { timeout: 30_000 }, async (told) => {
    const victim = worker("sql01", 1_000);
    while (victim.outputs() < told) await new Promise((resolve) => setTimeout(resolve, 1));
    victim.kill();
    const { points } = await victim.ended;
    JSON.parse(readFileSync(stateFile(), "utf8"));
    const onHost = await pointsOnHost();
    expect(onHost).toEqual(expect.arrayContaining([...points]));
    // One may have been made that the process could not tell of any more.
    expect(onHost.length - points.length).toBeLessThanOrEqual(1);
  });
});
