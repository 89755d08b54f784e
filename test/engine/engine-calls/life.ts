import { one, replaced, type Scenarios, thing, updated, withOne } from "./things";

/** What happens to a resource of which nothing is out of the ordinary. */
export const life: Scenarios = {
  async "create, look, update, replace, destroy"(stack) {
    stack.declare(one);
    await stack.record(["preview"], "nothing is there yet");
    await stack.record(["up"], "nothing is there yet");
    await stack.record(["up"], "nothing has changed");
    await stack.record(["refresh"]);
    await stack.record(["refresh", "--preview-only"]);
    await stack.record(["preview"]);
    await stack.record(["preview", "--refresh"]);
    await stack.record(["up", "--refresh"]);
    stack.declare(updated);
    await stack.record(["preview"], "value has changed");
    await stack.record(["up", "--skip-preview=false"], "value has changed, and the command has a preview of its own");
    stack.declare(replaced);
    await stack.record(["preview"], "kind has changed");
    await stack.record(["up"], "kind has changed");
    await stack.record(["destroy"]);
  },

  async "removed from the program"(stack) {
    await withOne(stack);
    stack.declare("");
    await stack.record(["up"]);
  },

  async "drift: it is gone"(stack) {
    await withOne(stack);
    stack.behave({ read: "finds nothing" });
    await stack.record(["preview", "--refresh"]);
    await stack.record(["up", "--refresh"]);
  },

  async "drift: it is another"(stack) {
    await withOne(stack);
    stack.behave({ read: "finds another value" });
    await stack.record(["refresh"]);
    await stack.record(["up"]);
  },

  async "a change that diff overlooks"(stack) {
    await withOne(stack, thing("a", { kind: "one", value: "one", note: "one" }));
    stack.declare(thing("a", { kind: "one", value: "one", note: "two" }));
    await stack.record(["up"], "note has changed, of which diff says nothing");
    await stack.record(["up"], "nothing has changed since");
    await stack.record(["refresh"]);
  },
};
