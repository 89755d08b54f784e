import { describeEngine } from "./harness";
import { describeChangesAfterKills } from "./kill-matrix";

describeEngine(
  "a create that falls back to a converted snapshot, that is killed, and what happens before the next command",
  () => describeChangesAfterKills("fallback"),
);
