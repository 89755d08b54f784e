import * as pulumi from "@pulumi/pulumi";
import { VmReferencePoint } from "hyperv-reference-points";

// Which VMs have a baseline: what users change here by pull requests.
const vms = new pulumi.Config().requireObject<string[]>("vms");

// How the host is reached says the environment, HYPERV_RP_CONNECTION and others: nothing of it is in the repository.
export const rctIds = Object.fromEntries(
  vms.map((vmName) => [vmName, new VmReferencePoint(vmName, { vmName }).rctIds]),
);
