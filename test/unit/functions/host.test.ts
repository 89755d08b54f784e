import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type HostOutputOptions, outputOnHost } from "../../../provider/src/functions/host";

/** Lets the resources that are being made come to be, with this id. */
let make: (id: string) => void;

/** Pulumi makes resources when the test says so, components at once. */
async function aProgram({ preview = false } = {}) {
  const made = new Promise<string>((resolve) => {
    make = resolve;
  });
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ inputs, custom }) => ({
        id: custom ? await made : undefined,
        state: { ...inputs, ...secret },
      }),
      call: () => ({}),
    },
    "project",
    "stack",
    preview,
  );
  // The mocks cannot be asked for a component whose outputs they have been told; the engine can.
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<"registerResourceOutputs", unknown>;
  monitor.registerResourceOutputs = (_: unknown, done: (error: null, response: object) => void) => done(null, {});
}
beforeEach(() => aProgram());

/** What each resource has in its state. */
const secret = { password: pulumi.secret("p") };

class Disk extends pulumi.CustomResource {
  constructor(name: string, options: pulumi.CustomResourceOptions = {}) {
    super("acme:index:Disk", name, {}, options);
  }
}

/** A component with another in it, which takes its time to make what is in it. */
class Machine extends pulumi.ComponentResource {
  constructor(name: string, parent?: Machine) {
    super("acme:index:Machine", name, { name }, parent === undefined ? {} : { parent });
    if (parent === undefined) new Machine(`${name}-inner`, this);
    this.registerOutputs();
  }

  protected override async initialize({ name }: pulumi.Inputs): Promise<void> {
    await settled();
    new Disk(`${name}-disk`, { parent: this });
  }
}

/** All is done that does not wait for something else: nothing here waits for time. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A function that is called as the options say: whether the host has been asked, and what comes of it. */
function asking(options: HostOutputOptions) {
  const ask = vi.fn(async () => "answer");
  const output = outputOnHost({}, options, ask);
  const { promise, isKnown } = output as unknown as { promise(): Promise<string>; isKnown: Promise<boolean> };
  return { ask, output, answer: () => promise.call(output), isKnown };
}

describe("a host that is asked when something is there", () => {
  test.each<[string, () => pulumi.Resource | pulumi.Resource[]]>([
    ["a resource", () => new Disk("disk")],
    ["all resources of a list", () => [new Machine("machine"), new Disk("disk")]],
    ["all resources in a component, and in the components in it", () => new Machine("machine")],
  ])("waits for %s", async (_, dependsOn) => {
    const { ask, answer } = asking({ dependsOn: dependsOn() });
    await settled();
    await settled();
    expect(ask).not.toHaveBeenCalled();
    make("id");
    expect(await answer()).toBe("answer");
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("is not asked in a preview that will make a resource in the component", async () => {
    await aProgram({ preview: true });
    make("");
    const { ask, isKnown } = asking({ dependsOn: new Machine("machine") });
    expect(await isKnown).toBe(false);
    expect(ask).not.toHaveBeenCalled();
  });

  test("answers no secret because a component has one", async () => {
    make("id");
    const { output, answer } = asking({ dependsOn: new Machine("machine") });
    expect(await answer()).toBe("answer");
    expect(await pulumi.isSecret(output)).toBe(false);
  });
});
