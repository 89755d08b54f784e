import type { HostConnection } from "./configuration";

/** How a user knows a host, or the node of a cluster. */
export function addressOf(connection: HostConnection): string {
  switch (connection.connection) {
    case "local":
      return "this computer";
    case "ssh":
      return connection.sshHost;
    case "simulated":
      return connection.simulatedNode ?? connection.simulatedHost;
    default:
      return connection.computerName;
  }
}
