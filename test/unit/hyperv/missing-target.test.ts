import { describe, expect, test } from "vitest";
import { isMissing, warnOfMissingTarget } from "../../../provider/src/hyperv/missing-target";
import { hostThat, id, noAnswers, notFound, target } from "./target-host";

/* That the host has no such virtual machine is an answer. That it cannot be asked is none. */

describe("a virtual machine is missing", () => {
  test("when the host says so, and not when it shows it", async () => {
    const gone = hostThat(() => notFound);
    expect(await isMissing(gone.operation, gone.kind, id)).toBe(true);
    const there = hostThat(() => undefined);
    expect(await isMissing(there.operation, there.kind, id)).toBe(false);
  });

  test("with a warning, and one that is there without: a single host has nothing to say of other nodes", async () => {
    const gone = hostThat(() => notFound);
    await warnOfMissingTarget(gone.operation, gone.kind, target);
    expect(gone.said).toEqual([
      expect.stringMatching(/^warning: the virtual machine "sql01" .* is not on this host any more/),
    ]);
    const there = hostThat(() => undefined);
    await warnOfMissingTarget(there.operation, there.kind, target);
    expect(there.said).toEqual([]);
  });

  test("on no node of a cluster with a warning: it may have left its points behind", async () => {
    const { operation, kind, said } = hostThat(() => undefined);
    const session = { ...operation.session, requireEverywhere: async () => undefined };
    await warnOfMissingTarget({ ...operation, session }, kind, target);
    expect(said).toEqual([
      expect.stringMatching(/^warning: .* is on no node of the cluster, and the virtual machine is on one/),
    ]);
  });

  test.each(noAnswers)("for nobody when the host %s", async (_, error) => {
    const { operation, kind, said } = hostThat(() => error);
    await expect(isMissing(operation, kind, id)).rejects.toMatchObject({ kind: error.kind });
    await expect(warnOfMissingTarget(operation, kind, target)).rejects.toMatchObject({ kind: error.kind });
    expect(said.filter((text) => text.startsWith("warning:"))).toEqual([]);
  });
});
