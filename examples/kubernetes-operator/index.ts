import * as pulumi from "@pulumi/pulumi";
import { VmReferencePoint } from "hyperv-reference-points";

// Which machines have a baseline: what people change here by pull requests.
const machines = new pulumi.Config().requireObject<string[]>("machines");

// How the host is reached says the environment, HYPERV_RP_CONNECTION and others: nothing of it is in the repository.
export const rctIds = Object.fromEntries(
  machines.map((vmName) => [vmName, new VmReferencePoint(vmName, { vmName }).rctIds]),
);
