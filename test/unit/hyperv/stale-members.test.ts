import { describe, expect, test } from "vitest";
import { CimError } from "../../../provider/src/cim/error";
import type { CimSession } from "../../../provider/src/cim/session";
import { type CimInstance, cim } from "../../../provider/src/cim/value";
import { membersOf } from "../../../provider/src/hyperv/collection";
import { explainStaleMember } from "../../../provider/src/hyperv/stale-members";
import { asCluster, fakeSession, unavailable } from "../../support/fake-session";
import { hostWith, instance, sqlId, webId } from "./instances";

const groupId = "E4B00000-0000-4000-8000-000000000001";
const group = {
  reference: instance("Msvm_VirtualSystemCollection", { CollectionID: groupId }).reference,
  id: groupId,
  name: "erp",
};

function vm(id: string, enabledState = 2): CimInstance {
  const properties = { ElementName: cim.string(id === sqlId ? "sql01" : "web01") };
  return instance("Msvm_ComputerSystem", { Name: id }, { ...properties, EnabledState: cim.uint16(enabledState) });
}

interface Cluster {
  /** Where sql01 is; web01 is on N1, as the group is. */
  readonly home?: { readonly node: string; readonly enabledState: number } | Error | "none";
  /** Whether the group has sql01 still when it is asked again. */
  readonly stays?: boolean;
}

/** What is said of a group on N1 that has sql01 and web01. */
async function explained({ home = { node: "N2", enabledState: 2 }, stays = true }: Cluster) {
  const places = new WeakMap<CimInstance["reference"], string>();
  const on = (node: string, one: CimInstance) => {
    places.set(one.reference, node);
    return one;
  };
  let isListed = false;
  const session: CimSession = fakeSession({
    async associators() {
      const ids = isListed && !stays ? [webId] : [webId, sqlId];
      isListed = true;
      return ids.map((id) => on("N1", vm(id, 3)));
    },
    async query(_, where) {
      if (where?.Name !== sqlId) return [on("N1", vm(webId))];
      if (home instanceof Error) throw home;
      if (home === "none") return [];
      return [on(home.node, vm(sqlId, home.enabledState))];
    },
    get: async () => instance("Msvm_VirtualSystemCollection", { CollectionID: groupId }),
  });
  const cluster = asCluster(session, { seenOn: (reference) => places.get(reference) ?? "" });
  return explainStaleMember(cluster, group, await membersOf(cluster, group));
}

describe("a group has a stale copy", () => {
  test("where its virtual machine runs on another node", async () => {
    expect(await explained({})).toBe(
      `the VM group "erp" (${groupId}) is on node N1 of the cluster and has a copy of the virtual machine "sql01" (${sqlId}), which runs ` +
        "on node N2: its point would be of the copy. Remove the copy from node N1.",
    );
  });

  test.each<[string, Cluster]>([
    ["where its virtual machine runs there", { home: { node: "N1", enabledState: 2 } }],
    ["where nothing runs: which one is meant nobody can say", { home: { node: "N2", enabledState: 3 } }],
    ["where its virtual machine was deleted meanwhile", { home: "none" }],
    ["where its virtual machine has just migrated, and has left the group", { stays: false }],
    ["where a node is down", { home: unavailable("node N2 of the cluster does not answer") }],
    ["where it is ambiguous", { home: new CimError("Failed", "on N1 and N2", { code: "HVRP321" }) }],
  ])("and not %s", async (_, cluster) => {
    expect(await explained(cluster)).toBeUndefined();
  });
});

test("a mistake of this program is not taken for a copy that cannot be seen", async () => {
  await expect(explained({ home: new TypeError("not a function") })).rejects.toThrow(/^not a function$/);
});

test("a single host is asked nothing", async () => {
  const { session, asked } = hostWith([vm(sqlId)], { Msvm_ComputerSystem: [vm(sqlId)] });
  const members = await membersOf(session, group);
  asked.splice(0);
  expect(await explainStaleMember(session, group, members)).toBeUndefined();
  expect(asked).toEqual([]);
});
