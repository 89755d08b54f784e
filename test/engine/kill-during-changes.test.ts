import { describeEngine } from "./harness";
import { describeChangesBeforeKills } from "./kill-matrix";

const moves = "the virtual machine moves";
const lost = "its node is lost";

describeEngine("a provider that meets a change of its cluster, and is killed", () =>
  describeChangesBeforeKills([
    ["create: before the call reaches the host", moves],
    ["create: while the job runs", moves],
    ["create: while the job runs", lost],
    ["delete: before the call reaches the host", moves],
    ["delete: while the job runs", moves],
    ["delete: while the job runs", lost],
    ["fallback: before the conversion is requested", moves],
    ["fallback: while the snapshot is created", moves],
    ["fallback: while the point without ids is deleted", lost],
    ["fallback: while the snapshot is converted", lost],
  ]),
);
