import * as pulumi from "@pulumi/pulumi";
import { HyperVHost, type HyperVHostArgs, VmReferencePoint } from "hyperv-reference-points";

interface Host {
  name: string;
  /** How to reach it: what `HyperVHost` takes. */
  reach: HyperVHostArgs;
  vms: string[];
}

const hosts = new pulumi.Config().requireObject<Host[]>("hosts");

// Each host is a provider of its own, with a process and a shell of its own: hosts are worked on side by side.
export const points = Object.fromEntries(
  hosts.map(({ name, reach, vms }) => [name, baselines(new HyperVHost(name, reach), name, vms)]),
);

function baselines(provider: HyperVHost, host: string, vms: string[]) {
  return Object.fromEntries(
    vms.map((vmName) => {
      // Machines of two hosts may have the same name; resources of one type may not.
      const { instanceId, rctIds } = new VmReferencePoint(`${host}-${vmName}`, { vmName }, { provider });
      return [vmName, { instanceId, rctIds }];
    }),
  );
}
