import { one, replaced, type Scenarios, thing, withOne } from "./things";

/** Providers that die in a create: the engine learns nothing of what they have made. */
export const interruptions: Scenarios = {
  async "the provider dies in create"(stack) {
    stack.declare(one);
    stack.behave({ create: "crashes" });
    await stack.record(["up"], "create does not return");
    stack.behave({});
    await stack.record(["refresh"], "a creation is pending");
    await stack.record(["up"], "a creation is pending");
    await stack.record(["up"], "nothing has changed");
  },

  async "the provider dies in the create of a replacement"(stack) {
    await withOne(stack);
    stack.declare(replaced);
    stack.behave({ create: "crashes" });
    await stack.record(["up"], "kind has changed; create does not return");
    stack.behave({});
    await stack.record(["refresh"]);
    await stack.record(["up"]);
  },

  async "the provider dies in the create of a forced replacement"(stack) {
    await withOne(stack);
    stack.behave({ create: "crashes" });
    await stack.record(["up", "--replace", stack.urn("a")], "create does not return");
    stack.behave({});
    await stack.record(["up"], "nothing shows that a replacement had begun");
  },

  async "the provider dies in the create for a tainted one"(stack) {
    await withOne(stack);
    await stack.prepare("state", "taint", stack.urn("a"));
    stack.behave({ create: "crashes" });
    await stack.record(["up"], "create does not return");
    stack.behave({});
    await stack.record(["up"], "it is tainted still");
  },

  async "the provider dies in create when the old one has gone first"(stack) {
    const options = "{ deleteBeforeReplace: true }";
    await withOne(stack, thing("a", { kind: "one", value: "one" }, options));
    stack.declare(thing("a", { kind: "two", value: "one" }, options));
    stack.behave({ create: "crashes" });
    await stack.record(["up"], "deleteBeforeReplace: kind has changed; create does not return");
    stack.behave({});
    await stack.record(["refresh"]);
    await stack.record(["up"]);
  },

  async "the provider dies in create when the old one has gone first, and its change is taken back"(stack) {
    const options = "{ deleteBeforeReplace: true }";
    const before = thing("a", { kind: "one", value: "one" }, options);
    await withOne(stack, before);
    stack.declare(thing("a", { kind: "two", value: "one" }, options));
    stack.behave({ create: "crashes" });
    await stack.prepareFailure("up");
    stack.behave({});
    stack.declare(before);
    await stack.record(["up"], "the state has what was deleted, and the program declares it");
  },
};
