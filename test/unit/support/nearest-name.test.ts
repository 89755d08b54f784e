import { describe, expect, test } from "vitest";
import { nearestName } from "../../../provider/src/support/nearest-name";

const known = ["connection", "computerName", "useSsl", "sshHost", "sshHostKey", "port"];

describe("the name that was meant", () => {
  test.each([
    ["another case", "usessl", "useSsl"],
    ["another separator", "USE_SSL", "useSsl"],
    ["a letter left out", "conection", "connection"],
    ["a letter added", "sshHosts", "sshHost"],
    ["a letter changed", "pert", "port"],
    ["two letters swapped", "prot", "port"],
    ["several of them in a long name", "compterNmae", "computerName"],
  ])("is the nearest: %s", (_, name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  test.each(["", "host", "timeout", "x"])("is none when none is near: “%s”", (name) => {
    expect(nearestName(name, known)).toBeUndefined();
  });
});
