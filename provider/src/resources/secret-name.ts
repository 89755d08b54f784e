import * as pulumi from "@pulumi/pulumi";

/**
 * What keeps the name of a target secret in a resource, if the program made a secret of it: Pulumi makes a secret of an output that is named like a
 * secret input, and a hidden input says so to the provider, which gets all values in plain text.
 */
export function secretName(name: pulumi.Input<string> | undefined, output: string): pulumi.Inputs {
  if (!pulumi.Output.isInstance(name)) return {};
  const secret = pulumi.isSecret(pulumi.output(name));
  return {
    __secretName: secret.then((is) => is || undefined),
    [output]: secret.then((is) => (is ? name : undefined)),
  };
}
