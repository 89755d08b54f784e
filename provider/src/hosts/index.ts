import { CimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import { systemClock } from "../support/clock";
import { addressOf } from "./address";
import type { HostConnection, HostEntry } from "./configuration";
import { goneHost, isGone } from "./gone";
import { secretSettings } from "./setting-names";

/** A session with a host or a failover cluster. `trace`: a file that takes every request and its answer. */
export function openHost({ called, nodes }: Pick<HostEntry, "nodes"> & Partial<HostEntry>, trace?: string): CimSession {
  if (isGone(nodes)) return goneHost(called);
  const [first, ...others] = nodes;
  if (others.length === 0) return openWhenNeeded(first, trace);
  const { openCluster } = require("./cluster") as typeof import("./cluster");
  return openCluster(nodes.map((node) => ({ name: addressOf(node), session: openWhenNeeded(node, trace) })));
}

/**
 * The first call opens the session, and only then is the code of a host loaded, of the one in use: a preview of new points asks no
 * host.
 */
function openWhenNeeded(connection: HostConnection, trace: string | undefined): CimSession {
  let opened: CimSession | undefined;
  let closed = false;
  const session = () => {
    if (opened === undefined && closed)
      throw new CimError("Unavailable", "the session with the host is closed", { code: "HVRP212" });
    opened ??= trace === undefined ? open(connection) : openTraced(connection, trace);
    return opened;
  };
  return {
    query: async (className, where) => session().query(className, where),
    get: async (reference) => session().get(reference),
    associators: async (reference, filter) => session().associators(reference, filter),
    invoke: async (reference, method, args) => session().invoke(reference, method, args),
    async close() {
      closed = true;
      await opened?.close();
    },
  };
}

function openTraced(connection: HostConnection, file: string): CimSession {
  const { tracedSession } = require("./trace/session") as typeof import("./trace/session");
  const values: Readonly<Record<string, unknown>> = connection;
  const secrets = secretSettings.map((name) => values[name]).filter((value) => typeof value === "string");
  return tracedSession(open(connection), { file, host: addressOf(connection), secrets, clock: systemClock });
}

function open(connection: HostConnection): CimSession {
  if (connection.connection !== "simulated") {
    const { openPowerShellHost } = require("./powershell") as typeof import("./powershell");
    return openPowerShellHost(connection);
  }
  const { openSimulatedHost } = require("./simulated") as typeof import("./simulated");
  return openSimulatedHost({
    descriptionFile: connection.simulatedHost,
    ...(connection.simulatedState === undefined ? {} : { stateFile: connection.simulatedState }),
    ...(connection.simulatedNode === undefined ? {} : { node: connection.simulatedNode }),
  });
}
