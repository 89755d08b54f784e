import { describeEngine } from "./harness";
import { describeKills } from "./kill-matrix";

describeEngine("a delete that is killed", () => describeKills("delete"));
