import * as pulumi from "@pulumi/pulumi";
import { keepSecret, secretText, withoutSecrets } from "../support/secret-names";

/** The texts among the arguments of a function that the program made secrets of. Pulumi makes a secret of what the function returns. */
export async function secretsIn(args: object): Promise<readonly string[]> {
  const outputs = Object.values(args).filter((value) => pulumi.Output.isInstance(value));
  const values = outputs.map(async (output) => ((await pulumi.isSecret(output)) ? known(output) : undefined));
  return (await Promise.all(values)).filter((value) => typeof value === "string");
}

/** Calls a function of which no error and no trace shows these texts. */
export async function callConcealed<T>(secrets: readonly string[], call: () => Promise<T>): Promise<T> {
  for (const secret of secrets) keepSecret(secret);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const words = new Map(secrets.map((secret) => [secret, secretText]));
    error.message = withoutSecrets(error.message, words);
    error.stack = withoutSecrets(error.stack ?? "", words);
    throw error;
  }
}

function known(output: pulumi.Output<unknown>): Promise<unknown> {
  return new Promise((resolve) => output.apply(resolve));
}
