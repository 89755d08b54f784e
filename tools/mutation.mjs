import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { oneLine, readEquivalent, readScores, scoreOf, scoresFile, survivorsOf } from "./mutation/results.mjs";
import { mutate } from "./mutation/run.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { log, main } from "./setup/main.mjs";

/*
 * Shows which lines can be broken unseen:
 *
 *     npm run test:mutation -- journal creation        folders of provider/src; a score that sank is an error
 *     npm run test:mutation -- journal --update        writes the score to test/mutation/scores.json
 */
await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { update: { type: "boolean", default: false }, concurrency: { type: "string", default: "1" } },
  });
  await installDependencies(log);
  const scores = readScores();
  const equivalent = readEquivalent();
  let sank = false;
  for (const folder of positionals.length > 0 ? positionals : Object.keys(scores)) {
    const mutants = await mutate(folder, Number(values.concurrency));
    const score = scoreOf(mutants, equivalent);
    for (const { file, location, line, replacement = "", reason } of survivorsOf(mutants, equivalent)) {
      log(
        `${file}:${location.start.line}: ${line}\n    -> ${oneLine(replacement)}${reason ? `    equivalent: ${reason}` : ""}`,
      );
    }
    const floor = scores[folder]?.score ?? 0;
    log(`${folder}: ${score.score} % of ${score.mutants} killed (floor ${floor} %), ${score.equivalent} equivalent`);
    if (score.score < floor) sank = true;
    if (values.update) scores[folder] = score;
  }
  if (values.update) writeFileSync(scoresFile, `${JSON.stringify(scores, undefined, 2)}\n`);
  return sank && !values.update ? 1 : 0;
});
