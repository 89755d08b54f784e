import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import { HyperVHostError } from "../../../provider/src/functions/errors";
import { outputOnHost } from "../../../provider/src/functions/host";
import { callConcealed, secretsIn } from "../../../provider/src/functions/secrets";
import { secretNames } from "../../../provider/src/support/secret-names";

beforeEach(() => pulumi.runtime.setMocks({ newResource: () => ({ id: "id", state: {} }), call: () => ({}) }));

/** What becomes of a function whose arguments are these. */
function calling<Args extends object>(args: Args, call: () => Promise<string>) {
  const output = outputOnHost<Args, string>(args as never, {}, call) as pulumi.Output<string> & {
    promise(): Promise<string>;
  };
  return { output, answer: () => output.promise() };
}

const failing = async () => {
  throw new HyperVHostError(new CimError("NotFound", 'there is no virtual machine "hidden-machine" on the host HV01'));
};

describe("an argument of a function that is a secret", () => {
  test("is in no error", async () => {
    const secrets = await secretsIn({ vmName: pulumi.secret("hidden-machine") });
    const error = await callConcealed(secrets, failing).catch((rejected: unknown) => rejected);
    expect(error).toMatchObject({
      kind: "NotFound",
      message: 'there is no virtual machine "[secret]" on the host HV01 (HVRP205)',
      stack: 'there is no virtual machine "[secret]" on the host HV01 (HVRP205)',
    });
  });

  test("is in no trace", async () => {
    const { answer } = calling({ vmName: pulumi.secret("traced-machine") }, async () => secretNames().join());
    expect(await answer()).toContain("traced-machine");
  });

  test("makes a secret of what the function returns", async () => {
    const { output } = calling({ vmName: pulumi.secret("hidden-machine") }, async () => "answer");
    expect(await pulumi.isSecret(output)).toBe(true);
  });

  test("is no other one's", async () => {
    const args = { vmName: pulumi.output("hidden-machine"), disk: pulumi.secret("C:\\a.vhdx"), rctId: "rctX:1" };
    await expect(callConcealed(await secretsIn(args), failing)).rejects.toThrow('"hidden-machine"');
  });
});
