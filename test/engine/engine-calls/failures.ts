import { one, replaced, type Scenarios, thing, updated, withOne } from "./things";

/** Calls that fail, and creations that are answered as partial ones. */
export const failures: Scenarios = {
  async "partial creation"(stack) {
    stack.declare(one);
    stack.behave({ create: "is partial", update: "is partial" });
    await stack.record(["up"], "create is partial");
    await stack.record(["preview"], "it has init errors");
    await stack.record(["up"], "it has init errors, and update is partial again");
    stack.behave({});
    await stack.record(["refresh"], "it has init errors");
    await stack.record(["up"], "the refresh has cleared the init errors");
    await stack.record(["destroy"]);
  },

  async "partial creation of a replacement"(stack) {
    await withOne(stack);
    stack.declare(replaced);
    stack.behave({ create: "is partial" });
    await stack.record(["up"], "kind has changed; create is partial");
    stack.behave({});
    await stack.record(["up"], "the new one has init errors, and the deletion of the old one is pending");
  },

  async "partial creation of a replacement, --continue-on-error"(stack) {
    await withOne(stack);
    stack.declare(replaced);
    stack.behave({ create: "is partial", update: "is partial", delete: "fails" });
    await stack.record(["up", "--continue-on-error"], "kind has changed; create is partial, delete fails");
    await stack.record(["up", "--continue-on-error"], "the new one has init errors; update is partial, delete fails");
    stack.declare(thing("b", { kind: "one", value: "one" }));
    stack.behave({});
    await stack.record(["up", "--continue-on-error"], "neither is declared any more");
  },

  async "partial creation that is not wanted any more"(stack) {
    stack.declare(one);
    stack.behave({ create: "is partial" });
    await stack.record(["up"], "create is partial");
    stack.behave({});
    stack.declare(replaced);
    await stack.record(["up"], "it has init errors, and kind has changed");
  },

  async "partial creation, of which diff sees nothing"(stack) {
    stack.declare(one);
    stack.behave({ create: "is partial", diff: "finds none" });
    await stack.record(["up"], "create is partial");
    await stack.record(["up"], "it has init errors");
  },

  async "create fails"(stack) {
    stack.declare(one);
    stack.behave({ create: "fails" });
    await stack.record(["up"], "create fails");
    stack.behave({});
    await stack.record(["up"]);
  },

  async "the create of a replacement fails"(stack) {
    await withOne(stack);
    stack.declare(replaced);
    stack.behave({ create: "fails" });
    await stack.record(["up"], "kind has changed; create fails");
    await stack.record(["up", "--continue-on-error"], "kind has changed; create fails");
    stack.behave({});
    await stack.record(["up"]);
  },

  async "update fails"(stack) {
    await withOne(stack);
    stack.declare(updated);
    stack.behave({ update: "fails" });
    await stack.record(["up"], "value has changed; update fails");
    stack.behave({});
    await stack.record(["up"]);
  },
};
