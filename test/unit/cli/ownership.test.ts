import { describe, expect, test } from "vitest";
import { decideOwnership } from "../../../provider/src/cli/ownership";
import type { Claim, OpenCreation, StackExport } from "../../../provider/src/cli/stack-export";
import type { FoundVmPoint, Inventory } from "../../../provider/src/hyperv/inventory";
import type { CollectionPoint } from "../../../provider/src/hyperv/reference-point";
import { ids } from "../../support/lifecycle";

function vmPoint(instanceId: string, more: Partial<FoundVmPoint> = {}): FoundVmPoint {
  return {
    instanceId,
    hostName: "HV01",
    virtualSystemId: ids.sql01,
    virtualSystemName: "sql01",
    referencePointType: "RCT",
    consistencyLevel: "Crash",
    hasAssociatedData: false,
    disks: [],
    ...more,
  };
}

function groupPoint(instanceId: string, members: readonly FoundVmPoint[]): CollectionPoint {
  return {
    instanceId,
    hostName: "HV01",
    virtualSystemCollectionId: ids.erp,
    virtualSystemCollectionName: "erp",
    referencePointType: "RCT",
    consistencyLevel: "Crash",
    hasAssociatedLog: false,
    members: [...members],
  };
}

const member = vmPoint("M1", { collectionPointId: "C1" });
const host: Inventory = {
  hostName: "HV01",
  vmPoints: [vmPoint("P1"), member],
  collectionPoints: [groupPoint("C1", [member])],
};

function decide(claims: readonly Partial<Claim>[], creations: readonly Partial<OpenCreation>[] = [], inventory = host) {
  const of = {
    file: "a.json",
    stack: "project/stack",
    claims: claims.map((claim) => {
      return { urn: "urn:one", kind: "VmReferencePoint", ids: [], memberIds: [], role: "owned", ...claim } as Claim;
    }),
    creations: creations.map((creation) => {
      return { urn: "urn:open", kind: "VmReferencePoint", target: undefined, before: [], ...creation } as OpenCreation;
    }),
    outdatedNotes: [],
  } satisfies StackExport;
  const { owned, orphans, uncertain, shared } = decideOwnership(inventory, [of]);
  return {
    owned,
    orphans: orphans.map(({ point }) => point.instanceId),
    uncertain: uncertain.map(({ point, reason }) => [point.instanceId, reason]),
    referencedBy: orphans.map(({ referencedBy }) => referencedBy),
    shared: shared.map(({ point, urns }) => [point.instanceId, urns]),
  };
}

describe("an orphan is a point that no state owns", () => {
  test("and members are not points of their own", () => {
    expect(decide([])).toMatchObject({ owned: 0, orphans: ["P1", "C1"], uncertain: [] });
  });

  test("whatever the case of its id", () => {
    const claims: Partial<Claim>[] = [{ ids: ["p1"] }, { kind: "CollectionReferencePoint", ids: ["c1"] }];
    expect(decide(claims)).toMatchObject({ owned: 2, orphans: [], uncertain: [] });
  });

  test("and the id of another kind of point is another id", () => {
    expect(decide([{ kind: "CollectionReferencePoint", ids: ["P1"] }])).toMatchObject({ orphans: ["P1", "C1"] });
  });

  test("so a member that outlived its collection's point is none", () => {
    const left: Inventory = { hostName: "HV01", vmPoints: [vmPoint("M1")], collectionPoints: [] };
    const claims: Partial<Claim>[] = [{ kind: "CollectionReferencePoint", ids: ["C1"], memberIds: ["M1"] }];
    expect(decide(claims, [], left)).toMatchObject({ owned: 1, orphans: [] });
  });

  test("and one that was only looked up is, with who looked", () => {
    expect(decide([{ ids: ["P1"], role: "read" }])).toMatchObject({
      orphans: ["P1", "C1"],
      referencedBy: [["urn:one"], []],
    });
  });
});

describe("a point that several resources own", () => {
  test("is named with all of them", () => {
    const claims = [
      { ids: ["P1"] },
      { urn: "urn:two", ids: ["p1"] },
      { urn: "urn:three", role: "read" as const, ids: ["P1"] },
    ];
    expect(decide(claims)).toMatchObject({ owned: 1, orphans: ["C1"], shared: [["P1", ["urn:one", "urn:two"]]] });
  });

  test("is not one that a state has twice for one resource", () => {
    expect(decide([{ ids: ["P1"] }, { ids: ["P1"] }])).toMatchObject({ owned: 1, shared: [] });
  });
});

describe("in doubt a point is no orphan:", () => {
  test.each([ids.sql01, ids.sql01.toLowerCase(), "sql01", undefined])("a creation for %s is pending", (target) => {
    const { orphans, uncertain } = decide([], [{ target }]);
    expect(orphans).toEqual(["C1"]);
    expect(uncertain).toEqual([["P1", "it may be what a pending creation has created"]]);
  });

  test("but it existed before, or is another machine's, or another kind's", () => {
    for (const creation of [
      { target: ids.sql01, before: ["P1"] },
      { target: ids.web01 },
      { kind: "CollectionReferencePoint", target: ids.sql01 },
    ] as const) {
      expect(decide([], [creation]).orphans).toEqual(["P1", "C1"]);
    }
  });

  test("a member of a collection's point is owned", () => {
    const { orphans, uncertain } = decide([{ ids: ["M1"] }]);
    expect(orphans).toEqual(["P1"]);
    expect(uncertain).toEqual([["C1", "its member M1 is owned"]]);
  });
});
