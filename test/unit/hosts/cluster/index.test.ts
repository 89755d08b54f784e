import { describe, expect, test } from "vitest";
import { CimError } from "../../../../provider/src/cim/error";
import { openCluster } from "../../../../provider/src/hosts/cluster";
import { fakeSession } from "../../../support/fake-session";

const service = { className: "Msvm_VirtualSystemReferencePointService", keys: {} };

describe("a call for which the cluster has not found the node", () => {
  test.each([
    new CimError("Unavailable", "no route", { permanent: true }),
    new CimError("Failed", "there is no such class", { unsupported: true }),
    new CimError("Failed", "in use", { busy: true }),
    new CimError("AccessDenied", "no"),
  ])("was not sent, and fails for the reason that the search has: $message", async (error) => {
    const session = fakeSession({ query: async () => Promise.reject(error) });
    const cluster = openCluster([{ name: "N1", session }]);
    const { kind, message, permanent, unsupported, busy } = error;
    await expect(cluster.invoke(service, "CreateReferencePoint", {})).rejects.toMatchObject({
      ...{ kind, message, permanent, unsupported, busy },
      sent: "no",
      cause: error,
    });
  });
});
