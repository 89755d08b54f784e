import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  oneLine,
  outdatedOf,
  readEquivalent,
  readScores,
  scoreOf,
  scoresFile,
  survivorsOf,
} from "./mutation/results.mjs";
import { mutate } from "./mutation/run.mjs";
import { testsOf } from "./mutation/tests-of.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";

/*
 * Shows which lines can be broken unseen:
 *
 *     npm run test:mutation -- journal creation        folders of provider/src, or files there; a score that sank is an error
 *     npm run test:mutation -- journal --update        writes the score to test/mutation/scores.json
 *     npm run test:mutation -- creation --sequences    by the random sequences alone, in hours: what they notice, without a floor
 */
await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      update: { type: "boolean", default: false },
      sequences: { type: "boolean", default: false },
      concurrency: { type: "string", default: "1" },
    },
  });
  const { sequences } = values;
  const isWhole = positionals.every((part) => part in testsOf);
  if (values.update && !isWhole) throw new Error("--update: the scores are those of whole folders");
  if (sequences && values.update) throw new Error("--sequences and --update: the scores are those of the unit tests");
  await installDependencies(log);
  const scores = readScores();
  const equivalent = readEquivalent();
  let sank = false;
  let outdated = false;
  for (const folder of positionals.length > 0 ? positionals : Object.keys(scores)) {
    const mutants = await mutate(folder, { concurrency: Number(values.concurrency), sequences });
    const score = scoreOf(mutants, equivalent);
    for (const { file, location, line, original, replacement = "", reason } of survivorsOf(mutants, equivalent)) {
      log(`${file}:${location.start.line}: ${line}\n    ${original}\n    -> ${oneLine(replacement)}`);
      if (reason) log(`    equivalent: ${reason}`);
    }
    for (const { file, line, replacement } of sequences ? [] : outdatedOf(mutants, equivalent)) {
      log(
        `${file}: ${line}\n    -> ${replacement}\n    is called equivalent and did not survive. Remove it from the list.`,
      );
      outdated = true;
    }
    const floor = sequences ? 0 : (scores[folder]?.score ?? 0);
    log(`${folder}: ${score.score} % of ${score.mutants} killed (floor ${floor} %), ${score.equivalent} equivalent`);
    if (score.score < floor) sank = true;
    // Another folder may be tried at the same time.
    if (values.update)
      writeFileSync(scoresFile, `${JSON.stringify({ ...readScores(), [folder]: score }, undefined, 2)}\n`);
  }
  return outdated || (sank && !values.update) ? 1 : 0;
});
