import { describe, expect, test } from "vitest";
import { isMissing, warnOfLostPoint, warnOfMissingTarget } from "../../../provider/src/hyperv/missing-target";
import { asCluster } from "../../support/fake-session";
import { hostThat, id, noAnswers, notFound, target } from "./target-host";

/* That the host has no such virtual machine is an answer. That it cannot be asked is none. */

function onCluster(answer: Parameters<typeof hostThat>[0]) {
  const { operation, ...others } = hostThat(answer);
  const session = asCluster(operation.session);
  return { ...others, operation: { ...operation, session } };
}

describe("a virtual machine is missing", () => {
  test("when the host says so, and not when it shows it", async () => {
    const gone = hostThat(() => notFound);
    expect(await isMissing(gone.operation, gone.kind, id)).toBe(true);
    const there = hostThat(() => undefined);
    expect(await isMissing(there.operation, there.kind, id)).toBe(false);
  });

  test("with a warning, and one that is there without", async () => {
    const gone = hostThat(() => notFound);
    expect(await warnOfMissingTarget(gone.operation, gone.kind, target)).toBe(true);
    expect(gone.said).toEqual([
      expect.stringMatching(
        /^warning: the virtual machine "sql01" \(.*\) is not on this host any more\. If it was deleted/,
      ),
    ]);
    for (const there of [hostThat(() => undefined), onCluster(() => undefined)]) {
      expect(await warnOfMissingTarget(there.operation, there.kind, target)).toBe(false);
      expect(there.said).toEqual([]);
    }
  });

  test("from a cluster with a warning that speaks of its nodes", async () => {
    const { operation, kind, said } = onCluster(() => notFound);
    await warnOfMissingTarget(operation, kind, target);
    expect(said).toEqual([
      expect.stringMatching(
        /^warning: the virtual machine "sql01" \(.*\) is on no node of the cluster any more\. If it was/,
      ),
    ]);
  });

  test.each(noAnswers)("for nobody when the host %s", async (_, error) => {
    const { operation, kind, said } = hostThat(() => error);
    await expect(isMissing(operation, kind, id)).rejects.toMatchObject({ kind: error.kind });
    await expect(warnOfMissingTarget(operation, kind, target)).rejects.toMatchObject({ kind: error.kind });
    expect(said.filter((text) => text.startsWith("warning:"))).toEqual([]);
  });
});

describe("a point is lost", () => {
  test("with its virtual machine: that is the reason, on a host as on a cluster", async () => {
    for (const { operation, kind, said } of [hostThat(() => notFound), onCluster(() => notFound)]) {
      await warnOfLostPoint(operation, kind, target);
      expect(said).toEqual([
        expect.stringMatching(/ any more\. If it was deleted, its reference points went with it;/),
      ]);
    }
  });

  test("on no node of a cluster with a warning: its virtual machine may have left it behind", async () => {
    const { operation, kind, said } = onCluster(() => undefined);
    await warnOfLostPoint(operation, kind, target);
    expect(said).toEqual([
      expect.stringMatching(/^warning: .* is on no node of the cluster, and the virtual machine is on one/),
    ]);
  });

  test("without a reason on a single host, which has nothing to say of other nodes", async () => {
    const { operation, kind, said } = hostThat(() => undefined);
    await warnOfLostPoint(operation, kind, target);
    expect(said).toEqual([]);
  });
});
