import { expect, test } from "vitest";
import { cim } from "../../../provider/src/cim/value";
import { callImageService } from "../../../provider/src/hyperv/image-service";
import { jobReference } from "../../../provider/src/hyperv/job";
import { fakeSession } from "../../support/fake-session";
import { testOperation, testShared } from "../../support/operation";
import { service } from "./instances";

test("a question of a disk's changes says what it waits for: its job, and then the answer", async () => {
  const states = [4, 7];
  const answers = [{ returnValue: 4096, out: { Job: cim.reference(jobReference("42")) } }];
  const session = fakeSession({
    query: async (className) => [service(className)],
    get: async (reference) => ({ reference, properties: { JobState: cim.uint16(states.shift() ?? 7) } }),
    invoke: async () => answers.shift() ?? { returnValue: 0, out: { ProcessedByteLength: cim.uint64(1n) } },
  });
  const shared = testShared(session);
  const waiting = testOperation(shared, "read");
  expect(await callImageService(waiting, session, "GetVirtualDiskChanges", "C:\\a.vhdx", {})).toEqual({
    ProcessedByteLength: cim.uint64(1n),
  });
  expect(shared.said).toEqual([
    "0% GetVirtualDiskChanges of C:\\a.vhdx: running",
    "GetVirtualDiskChanges of C:\\a.vhdx: its job has ended",
  ]);
});
