import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HostDescription, openSimulatedControls, openSimulatedHost } from "../../provider/src/hosts/simulated";
import { usualHost } from "./lifecycle";
import { temporaryFolder } from "./stand-in/open";

/** A simulated host in files, as the command line and the stand-in shell reach it. It is gone when the test is over. */
export function simulatedFiles(description: HostDescription = usualHost) {
  const folder = temporaryFolder();
  const descriptionFile = join(folder, "host.json");
  const describe = (changed: HostDescription) => writeFileSync(descriptionFile, JSON.stringify(changed));
  describe(description);
  return {
    folder,
    descriptionFile,
    describe,
    controls: openSimulatedControls({ descriptionFile }),
    session: () => openSimulatedHost({ descriptionFile }),
    /** Options of the command line that name the host. */
    options: ["--connection", "simulated", "--simulated-host", descriptionFile],
  };
}
