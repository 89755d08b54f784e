import type { CimSession } from "../cim/session";
import type { HostConnection } from "../configuration";

/** Opens a session with the configured host. Nothing is started before the first call, and only the host in use is loaded. */
export function openHost(connection: HostConnection): CimSession {
  if (connection.connection !== "simulated") {
    const { openPowerShellHost } = require("./powershell") as typeof import("./powershell");
    return openPowerShellHost(connection);
  }
  const { openSimulatedHost } = require("./simulated") as typeof import("./simulated");
  return openSimulatedHost({
    descriptionFile: connection.simulatedHost,
    ...(connection.simulatedState === undefined ? {} : { stateFile: connection.simulatedState }),
  });
}
