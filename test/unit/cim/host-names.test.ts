import { describe, expect, test } from "vitest";
import {
  describeHost,
  includesHost,
  isNodes,
  joinNames,
  knownNames,
  missingNames,
  placeholderName,
  replaceNames,
} from "../../../provider/src/cim/host-names";

const names = joinNames(["HV01", placeholderName("hv02.example.com"), "HV03"]);

describe("the names of the nodes of a failover cluster", () => {
  test("stand in one text, one that is not known as the configuration knows its node", () => {
    expect(names).toBe("HV01, hv02.example.com (name unknown), HV03");
  });

  test("are those of nodes in a sentence; one name is that of a host", () => {
    expect(describeHost(joinNames(["HV01", "HV02"]))).toBe("the nodes HV01, HV02 of the cluster");
    expect(describeHost("HV01\u001b")).toBe("the host HV01\\u001b");
  });

  test("are told from the name of one host", () => {
    expect([isNodes(joinNames(["HV01", "HV02"])), isNodes("HV01")]).toEqual([true, false]);
  });

  test("are missing where others do not have them", () => {
    expect(missingNames("HV01, HV04", joinNames(["hv01", "HV02", "HV03"]))).toEqual(["HV02", "HV03"]);
    expect(missingNames(names, "HV01")).toEqual([]);
  });

  test("stay apart, whatever the configuration calls a node", () => {
    expect(knownNames(joinNames([placeholderName("C:\\hosts\\a, b.json"), "HV02"]))).toBe("HV02");
  });

  test("may be only those that are known", () => {
    expect(knownNames(names)).toBe("HV01, HV03");
    expect(knownNames("HV01")).toBe("HV01");
  });

  test("are replaced one by one", () => {
    expect(replaceNames(names, (name) => (name === placeholderName("hv02.example.com") ? "HV02" : name))).toBe(
      "HV01, HV02, HV03",
    );
  });

  test.each([
    ["HV01", "hv01", true],
    ["HV01, HV02", "HV02", true],
    ["HV01, HV02", "HV02, hv01", true],
    ["HV01", "HV01, HV02", false],
    ["HV02", "HV01", false],
    [names, "hv02.example.com", false],
    ["HV01, hv02.example.com, HV03", names, false],
  ])("%s: among them are %s: %s", (all, wanted, included) => {
    expect(includesHost(all, wanted)).toBe(included);
  });
});
