import * as pulumi from "@pulumi/pulumi";
import { VmReferencePoint } from "hyperv-reference-points";

/** The virtual machines that have a baseline, by the names of their hosts in the configuration. */
const vms = new pulumi.Config().requireObject<Record<string, string[]>>("vms");

export const points = Object.fromEntries(Object.entries(vms).map(([host, names]) => [host, baselines(host, names)]));

function baselines(host: string, names: string[]) {
  return Object.fromEntries(
    names.map((vmName) => {
      // VMs of two hosts may have the same name; resources of one type may not.
      const { instanceId, rctIds } = new VmReferencePoint(`${host}-${vmName}`, { host, vmName });
      return [vmName, { instanceId, rctIds }];
    }),
  );
}
