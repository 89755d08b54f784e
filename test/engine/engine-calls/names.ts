import { one, replaced, type Scenarios, thing, withOne } from "./things";

/** Resources that come to another name, or to another stack. */
export const names: Scenarios = {
  async "renamed by an alias"(stack) {
    await withOne(stack);
    stack.declare(thing("b", { kind: "one", value: "one" }, `{ aliases: [{ name: "a" }] }`));
    await stack.record(["up"]);
  },

  async "renamed by an alias, as the only target"(stack) {
    await withOne(stack);
    const renamed = thing("b", { kind: "one", value: "one" }, `{ aliases: [{ name: "a" }] }`);
    stack.declare(renamed, thing("c", { kind: "one", value: "one" }));
    await stack.record(["up", "--target", stack.urn("b")]);
  },

  async "renamed in the state"(stack) {
    await withOne(stack);
    await stack.record(["state", "rename", stack.urn("a"), "b"]);
    stack.declare(thing("b", { kind: "one", value: "one" }));
    await stack.record(["up"]);
  },

  async "moved to another stack"(stack) {
    await withOne(stack);
    await stack.project.succeed("stack", "init", "other", "--no-select");
    const [source, dest] = ["organization/test/test", "organization/test/other"];
    await stack.record(["state", "move", "--source", source, "--dest", dest, stack.urn("a")]);
    await stack.record(["up"], "the stack that has lost it declares it still");
    await stack.record(["up", "--stack", dest], "the stack that has got it declares it");
  },

  async "another resource is the only target"(stack) {
    stack.declare(`const a = ${one}`, thing("b", { kind: "one", value: "one" }, "{ dependsOn: a }"));
    await stack.prepare("up");
    stack.declare(`const a = ${replaced}`, thing("b", { kind: "one", value: "two" }, "{ dependsOn: a }"));
    await stack.record(["up", "--target", stack.urn("b")], "both have changed");
    await stack.record(["destroy", "--target", stack.urn("b")]);
  },
};
