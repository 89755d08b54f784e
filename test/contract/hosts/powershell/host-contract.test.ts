import { describe } from "vitest";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { openSimulatedHost } from "../../../../provider/src/hosts/simulated";
import { missingPowerShell } from "../../../support/real-powershell/find";
import { openWithStubs } from "../../../support/real-powershell/open";
import { simulating, standInShell } from "../../../support/stand-in/behaviour";
import { specifyHost } from "./host-contract";

describe("the simulated host", () => {
  specifyHost(async (descriptionFile) => openSimulatedHost({ descriptionFile }));
});

describe("the simulated host behind the PowerShell host and a stand-in shell", () => {
  specifyHost(async (descriptionFile) =>
    openPowerShellHost({ connection: "local", powershell: standInShell }, { environment: simulating(descriptionFile) }),
  );
});

describe.skipIf(missingPowerShell !== undefined)(
  `the simulated host behind a real PowerShell and the bridge script${missingPowerShell ?? ""}`,
  () => {
    specifyHost((descriptionFile) => openWithStubs(openSimulatedHost({ descriptionFile })));
  },
);
