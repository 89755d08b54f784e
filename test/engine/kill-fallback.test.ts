import { describeEngine } from "./harness";
import { describeKills } from "./kill-matrix";

// The rows of a create show that the other signals end a provider as this one does, or let it go on.
describeEngine("a create that falls back to a converted snapshot, and is killed", () =>
  describeKills("fallback", ["kill -9 of the provider"]),
);
