import { findPulumi } from "../pulumi-cli/index.mjs";

/**
 * Lets the engine tests know the Pulumi CLI. `npm test` has got one, or says why there is none; started otherwise, vitest
 * makes do with what is there.
 */
export default async function setup() {
  if (process.env.HYPERV_RP_PULUMI || process.env.HYPERV_RP_PULUMI_UNAVAILABLE) return;
  const pulumi = await findPulumi((message) => console.log(message));
  if (pulumi) process.env.HYPERV_RP_PULUMI = pulumi.command;
  else process.env.HYPERV_RP_PULUMI_UNAVAILABLE = "no Pulumi CLI found; npm test gets one";
}
