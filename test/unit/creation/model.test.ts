import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Decision, decide, type Observation } from "../../../provider/src/creation/decide";
import type { CreationRecord } from "../../../provider/src/creation/record";
import { recordsOf, steps } from "./some-record";

const model = join(__dirname, "../../model");

interface Rules {
  readonly RULES: Readonly<Record<string, string>>;
  decide(record: object, seen: object, rules: object): ModelDecision;
}

interface ModelDecision {
  readonly is: Decision["is"];
  readonly id?: string;
  readonly ev?: string;
  readonly clean?: string | null;
  readonly candidates?: readonly string[];
}

interface Explored {
  readonly scenario: string;
  readonly states: number;
  readonly bads: ReadonlyMap<string, { readonly what: string; readonly trace: readonly string[] }>;
}

interface Exploration {
  exploreScenarios(options: object): Iterable<Explored>;
}

const methods = { CreateReferencePoint: "create", CreateSnapshot: "snap", ConvertToReferencePoint: "conv" } as const;
const jobs = {
  none: "unknown",
  running: "run",
  succeeded: "ok",
  failed: "fail",
  forgotten: "forgotten",
  unnamed: "unknown",
  tried: "fail",
};
/** Whether the job may be among those that run. */
const hidden = ["forgotten", "unnamed", "tried"];

/** The same record and the same observation, as the model has them. */
function inModel(record: CreationRecord, seen: Observation): [record: object, seen: object] {
  const result = record.phase === "created" ? { pid: record.pointId, ev: record.evidence } : {};
  return [
    {
      ph: record.phase,
      m: methods[record.step.method],
      refused: seen.refusal !== undefined,
      asked: record.askedAbout,
      ...result,
    },
    {
      job: jobs[seen.job],
      hidden: hidden.includes(seen.job),
      named: seen.named?.id,
      namedExists: seen.named?.exists,
      present: seen.pointExists,
      candidates: seen.candidates,
      snapshot: seen.snapshotExists,
      others: seen.othersRun,
      graceOver: !seen.mayBegin,
    },
  ];
}

/** A decision, as far as both know it: the model gives no reasons, and only names what is to be cleaned up. */
function comparable(decision: Decision | ModelDecision, seen: Observation): unknown {
  const { is } = decision;
  if (is === "created") {
    return {
      is,
      id: decision.id,
      evidence: "evidence" in decision ? decision.evidence : (decision as ModelDecision).ev,
    };
  }
  if (is === "nothing") {
    const named = "cleanUp" in decision ? decision.cleanUp : (decision as ModelDecision).clean;
    return { is, cleanUp: named != null && seen.named?.exists ? named : undefined };
  }
  return { is };
}

function* observations(): Generator<Observation> {
  const flags = [false, true];
  for (const job of ["none", "running", "succeeded", "failed", "forgotten", "unnamed", "tried"] as const)
    for (const named of [undefined, { id: "named", exists: true }, { id: "named", exists: false }])
      for (const candidates of [[], ["one"], ["one", "two"]])
        for (const refusal of [undefined, "no"])
          for (const snapshotExists of flags)
            for (const othersRun of flags)
              for (const mayBegin of flags)
                for (const pointExists of flags)
                  yield {
                    job,
                    candidates,
                    snapshotExists,
                    othersRun,
                    mayBegin,
                    pointExists,
                    ...(named === undefined ? {} : { named }),
                    ...(refusal === undefined ? {} : { refusal }),
                  };
}

describe("the model of the life of a creation", () => {
  test("decides as the code does, whatever is seen in whatever phase", async () => {
    const { RULES, decide: decideInModel } = (await import(join(model, "creation-model.mjs"))) as Rules;
    const inForce = Object.fromEntries(Object.keys(RULES).map((rule) => [rule, true]));
    const records: CreationRecord[] = Object.values(steps)
      .flatMap((step): CreationRecord[] => Object.values(recordsOf(step)))
      .flatMap((record) => [record, { ...record, askedAbout: ["one"] }]);
    let compared = 0;
    const differences: unknown[] = [];
    for (const seen of observations()) {
      for (const record of records) {
        const ours = comparable(decide(record, seen), seen);
        const theirs = comparable(decideInModel(...inModel(record, seen), inForce), seen);
        compared += 1;
        if (JSON.stringify(ours) !== JSON.stringify(theirs)) differences.push({ record, seen, ours, theirs });
      }
    }
    expect(differences.slice(0, 3)).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  });

  const explored = async (options: object): Promise<Explored[]> => {
    const { exploreScenarios } = (await import(join(model, "explore.mjs"))) as Exploration;
    return [...exploreScenarios(options)];
  };

  test.each(["direct", "convert", "refused", "empty"])(
    "has no way to harm, within small bounds: %s",
    async (scenario) => {
      const all = await explored({ only: [scenario], host: "job,ref", events: 1, commands: 2 });
      expect(all).toMatchObject([{ scenario }]);
      expect(all.flatMap(({ bads }) => [...bads.values()])).toEqual([]);
      for (const { states } of all) expect(states).toBeGreaterThan(500);
    },
  );

  test.each([
    ["failFirst", { only: ["direct"], events: 1 }],
    ["delivered", { only: ["direct"], events: 1 }],
    ["hiddenJob", { only: ["direct"], events: 1 }],
    ["grace", { only: ["direct"], events: 2 }],
    ["convertOnce", { only: ["convert"], events: 1 }],
    ["unfit", { only: ["empty"], events: 1 }],
  ])("finds harm without the rule %s", async (rule, bounds) => {
    const all = await explored({ ...bounds, commands: 1, without: [rule] });
    expect(all.flatMap(({ bads }) => [...bads.keys()])).not.toEqual([]);
  });
});
