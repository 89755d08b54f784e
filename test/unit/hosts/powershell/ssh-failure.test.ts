import { describe, expect, test } from "vitest";
import { sshFailure } from "../../../../provider/src/hosts/powershell/ssh-failure";
import { sshWords } from "../../../support/ssh-words";

describe("what ssh says", () => {
  test.each<[keyof typeof sshWords, string, boolean]>([
    ["changed", "the host key has changed", true],
    ["unknown", "the host key is not known", true],
    ["unknownOnly", "the host key is not known", true],
    ["keyFile", "ssh refuses a file that others may read or write", true],
    ["owner", "ssh refuses a file that others may read or write", true],
    ["manyKeys", "the host refused the logon after too many keys were offered", true],
    ["denied", "the host refused the logon", true],
    ["dnsLater", "the host name cannot be resolved at the moment", false],
    ["dns", "the host name cannot be resolved", true],
    ["dnsWindows", "the host name cannot be resolved", true],
    ["algorithms", "ssh and the host have no algorithm in common", true],
    ["configuration", "the ssh configuration is wrong", true],
    ["refused", "the host refuses connections", false],
    ["timedOut", "the host cannot be reached over the network", false],
    ["noRoute", "the host cannot be reached over the network", false],
    ["closed", "the host closed the connection before the logon", false],
    ["other", "ssh could not connect", false],
  ])("of %s means: %s", (name, cause, permanent) => {
    expect(sshFailure(sshWords[name])).toMatchObject({ cause, permanent });
  });

  test("leads to advice that never speaks of the groups of Hyper-V", () => {
    for (const text of Object.values(sshWords)) {
      const { advice } = sshFailure(text);
      expect(advice.length).toBeGreaterThan(20);
      expect(advice).not.toMatch(/Hyper-V|[.:]$/);
    }
  });
});
