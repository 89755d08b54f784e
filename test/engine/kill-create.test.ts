import { describeEngine } from "./harness";
import { describeKills } from "./kill-matrix";

describeEngine("a create that is killed", () => describeKills("create"));
