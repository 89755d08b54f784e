import { describe, expect, test } from "vitest";
import type { CreationRecord } from "../../../provider/src/creation/record";
import { collection, lifecycleOn, usualHost, vm } from "../../support/lifecycle";

/* What a creation writes to the journal while it runs: each write waits for the disk. */

const minute = 60_000;

/** A lifecycle, and the records that it writes. */
function recording(description = usualHost) {
  const lifecycle = lifecycleOn(description);
  const { store } = lifecycle;
  const written: CreationRecord[] = [];
  const write = store.write.bind(store);
  store.write = async (entry) => {
    if (!entry.delivered && entry.content.is === "creation") written.push(entry.content.record);
    await write(entry);
  };
  return { ...lifecycle, written };
}

test.each([
  ["virtual machine", vm, { vmName: "sql01" }],
  ["VM group", collection as unknown as typeof vm, { collectionName: "erp" }],
])(
  "a create for a %s writes what it is about to call, what the host answered, and the point",
  async (_, definition, program) => {
    const { create, written } = recording();
    await create(definition, program);
    expect(written.map(({ phase }) => phase)).toEqual(["called", "running", "created"]);
  },
);

describe("no write of a creation is an earlier copy than one before", () => {
  test("where its conversion fails and it begins anew", async () => {
    const { create, host, startProcess, written, points } = recording({
      ...usualHost,
      latency: { jobMilliseconds: 10 * minute },
    });
    const program = { vmName: "sql01", creationMethod: "ConvertRecoverySnapshot" };
    const killed = startProcess();
    await create(vm, { ...program, __timeouts: { create: "1m" } }, killed);
    killed.kill();
    await host.addFault({ happens: "job-fails", method: "ConvertToReferencePoint" });
    const made = await create(vm, { ...program, __timeouts: { create: "2h" } });
    expect(await points()).toEqual([made.id]);
    const sequences = written.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(new Set(written.map(({ creationId }) => creationId)).size).toBe(1);
  });
});
