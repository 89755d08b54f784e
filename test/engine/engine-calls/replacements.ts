import { replaced, type Scenarios, thing, withOne } from "./things";

/** How a resource is replaced: because of diff, or whatever diff says. */
export const replacements: Scenarios = {
  async "up --replace"(stack) {
    await withOne(stack);
    await stack.record(["preview", "--replace", stack.urn("a")]);
    await stack.record(["up", "--replace", stack.urn("a")]);
  },

  async "up --target-replace"(stack) {
    await withOne(stack);
    await stack.record(["up", "--target-replace", stack.urn("a")]);
  },

  async taint(stack) {
    await withOne(stack);
    await stack.record(["state", "taint", stack.urn("a")]);
    await stack.record(["refresh"], "it is tainted");
    await stack.record(["up"], "it is tainted");
  },

  async "the old one goes first"(stack) {
    const options = "{ deleteBeforeReplace: true }";
    await withOne(stack, thing("a", { kind: "one", value: "one" }, options));
    stack.declare(thing("a", { kind: "two", value: "one" }, options));
    await stack.record(["up"], "deleteBeforeReplace: kind has changed");
    await stack.record(["up", "--replace", stack.urn("a")], "deleteBeforeReplace");
  },

  async "the old one goes first, and cannot be deleted"(stack) {
    const options = "{ deleteBeforeReplace: true }";
    await withOne(stack, thing("a", { kind: "one", value: "one" }, options));
    stack.behave({ delete: "fails" });
    await stack.record(["up", "--replace", stack.urn("a")], "deleteBeforeReplace: delete fails");
    await stack.prepare("state", "taint", stack.urn("a"));
    await stack.record(["up"], "deleteBeforeReplace: it is tainted; delete fails");
    stack.behave({});
    await stack.record(["up"], "deleteBeforeReplace: it is tainted still");
  },

  async replaceOnChanges(stack) {
    const options = `{ replaceOnChanges: ["value"] }`;
    await withOne(stack, thing("a", { kind: "one", value: "one" }, options));
    stack.declare(thing("a", { kind: "one", value: "two" }, options));
    await stack.record(["up"], "value has changed, of which replaceOnChanges asks for a replacement");
  },

  async replacementTrigger(stack) {
    const options = (trigger: string) => `{ replacementTrigger: "${trigger}" }`;
    await withOne(stack, thing("a", { kind: "one", value: "one" }, options("one")));
    stack.declare(thing("a", { kind: "one", value: "one" }, options("two")));
    await stack.record(["up"], "replacementTrigger has changed");
  },

  async "the old one cannot be deleted"(stack) {
    await withOne(stack);
    stack.declare(replaced);
    stack.behave({ delete: "fails" });
    await stack.record(["up"], "kind has changed; delete fails");
    await stack.record(["refresh"], "its deletion is pending");
    await stack.record(["up"], "its deletion is pending, and fails again");
    stack.behave({});
    await stack.record(["up"], "its deletion is pending");
  },

  async "the old one cannot be deleted, and all is destroyed"(stack) {
    await withOne(stack);
    stack.declare(replaced);
    stack.behave({ delete: "fails" });
    await stack.record(["up"], "kind has changed; delete fails");
    stack.behave({});
    await stack.record(["destroy"], "its deletion is pending");
  },
};
