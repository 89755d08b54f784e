import { one, type Scenarios, thing, withOne } from "./things";

/** Options of a resource that decide what is called. */
export const options: Scenarios = {
  async protect(stack) {
    await withOne(stack, thing("a", { kind: "one", value: "one" }, "{ protect: true }"));
    stack.declare(thing("a", { kind: "two", value: "one" }, "{ protect: true }"));
    await stack.record(["up"], "kind has changed");
    await stack.record(["destroy"]);
  },

  async retainOnDelete(stack) {
    await withOne(stack, thing("a", { kind: "one", value: "one" }, "{ retainOnDelete: true }"));
    stack.declare(thing("a", { kind: "two", value: "one" }, "{ retainOnDelete: true }"));
    await stack.record(["up"], "kind has changed");
    await stack.record(["destroy"]);
  },

  async deletedWith(stack) {
    stack.declare(`const a = ${one}`, thing("b", { kind: "one", value: "one" }, "{ deletedWith: a }"));
    await stack.prepare("up");
    await stack.record(["destroy"], "b is deleted with a");
  },

  async ignoreChanges(stack) {
    await withOne(stack);
    stack.declare(thing("a", { kind: "two", value: "one" }, `{ ignoreChanges: ["kind"] }`));
    await stack.record(["up"], "kind has changed, which is ignored");
  },

  async get(stack) {
    stack.declare(`new Thing("a", {}, { id: "there" });`);
    await stack.record(["preview"], "nothing is there yet");
    await stack.record(["up"], "nothing is there yet");
    await stack.record(["refresh"]);
    await stack.record(["up"]);
    await stack.record(["destroy"]);
  },
};
