import { expect, test } from "vitest";
import { targetsOf } from "../../../provider/src/cli/targets";
import { Hosts } from "../../../provider/src/hosts/hosts";

const ssh = (sshHost: string) => ({ connection: "ssh", sshHost }) as const;

test("a node of a cluster is asked under a name of its own, and stands for what programs call the cluster", () => {
  const hosts = new Hosts([
    { name: "berlin/hv01", nodes: [ssh("hv01")], maxConcurrentOperations: 4 },
    { name: "berlin/cluster", nodes: [ssh("n1"), ssh("n2")], maxConcurrentOperations: 4 },
  ]);
  expect(targetsOf(hosts, undefined).map(({ name, hostName }) => [name, hostName])).toEqual([
    ["berlin/hv01", "berlin/hv01"],
    ["berlin/cluster/n1", "berlin/cluster"],
    ["berlin/cluster/n2", "berlin/cluster"],
  ]);
});
