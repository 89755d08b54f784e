import { describe, expect, test } from "vitest";
import { targetsOf } from "../../../provider/src/cli/targets";
import { Hosts } from "../../../provider/src/hosts/hosts";
import { hostEntry } from "../../support/hosts";

const ssh = (sshHost: string) => ({ connection: "ssh", sshHost }) as const;

const hosts = new Hosts([
  { ...hostEntry("berlin/hv01"), nodes: [ssh("hv01")] },
  { ...hostEntry("berlin/cluster"), nodes: [ssh("n1"), ssh("n2")] },
]);

test("a node of a cluster is asked under a name of its own, and stands for what programs call the cluster", () => {
  expect(targetsOf(hosts, undefined).map(({ name, hostName }) => [name, hostName])).toEqual([
    ["berlin/hv01", "berlin/hv01"],
    ["berlin/cluster/n1", "berlin/cluster"],
    ["berlin/cluster/n2", "berlin/cluster"],
  ]);
});

describe("--host", () => {
  const namesOf = (only: string) => targetsOf(hosts, only).map(({ name }) => name);

  test("asks one host, all nodes of a cluster, or one node by the name that the output gives it", () => {
    expect(namesOf("berlin/hv01")).toEqual(["berlin/hv01"]);
    expect(namesOf("berlin/cluster")).toEqual(["berlin/cluster/n1", "berlin/cluster/n2"]);
    expect(namesOf("berlin/cluster/n2")).toEqual(["berlin/cluster/n2"]);
  });

  test("means the host where a host and a node have one name", () => {
    const alike = { ...hostEntry("berlin/cluster/n1"), nodes: [ssh("other")] } as const;
    for (const all of [new Hosts([...hosts.entries, alike]), new Hosts([alike, ...hosts.entries])]) {
      expect(targetsOf(all, alike.name).map(({ hostName }) => hostName)).toEqual([alike.name]);
      expect(targetsOf(all, "berlin/cluster").map(({ name }) => name)).toEqual([
        "berlin/cluster/n1",
        "berlin/cluster/n2",
      ]);
    }
  });

  test("names nodes as text where it names none of it", () => {
    const strange = new Hosts([{ ...hostEntry("c"), nodes: [ssh("n1\u001b"), ssh("n2")] }]);
    expect(() => targetsOf(strange, "x")).toThrow('there are "c", and the nodes "c/n1\\u001b", "c/n2"');
  });

  test("names what there is where it names none of it", () => {
    expect(() => namesOf("berlin/cluster/n3")).toThrow(
      '--host: there is no host "berlin/cluster/n3" in the configuration; there are "berlin/hv01", "berlin/cluster", and the nodes ' +
        '"berlin/cluster/n1", "berlin/cluster/n2"',
    );
    const single = new Hosts([{ ...hostEntry(undefined), nodes: [ssh("hv01")] }]);
    expect(() => targetsOf(single, "hv01")).toThrow(
      '--host: there is no host "hv01": the configuration names a single',
    );
  });
});
