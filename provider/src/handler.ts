import { randomUUID } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { engineAddress } from "./engine/address";
import { collectionDefinition, type ResourceDefinition, vmDefinition } from "./engine/definition";
import { openReporter } from "./engine/reporter";
import { type Opened, resourceProvider } from "./engine/resource-provider";
import { EngineSession } from "./engine/session";
import { endWithEngine } from "./engine/shutdown";
import { openHost } from "./hosts";
import { type Configuration, type HostEntry, readConfiguration } from "./hosts/configuration";
import type { ReferencePoint } from "./hyperv/point-kind";
import { backendOf } from "./journal/backend";
import { FileFellowProcesses } from "./journal/fellow-processes";
import { FileStore } from "./journal/file-store";
import { Journal } from "./journal/journal";
import { PointOwners } from "./journal/point-owners";
import { FileProcessMarks } from "./journal/process-marks";
import type { Context } from "./lifecycle/resource";
import { KeyedLocks } from "./operation/keyed-locks";
import { PollInterval } from "./operation/poll-interval";
import { systemClock } from "./support/clock";
import { configurationNamespace } from "./support/namespace";

/*
 * What the dynamic provider process loads. The text that loads it stands in every state file that was ever written: this
 * module's path and the names of its two functions never change.
 */

/** The provider behind `VmReferencePoint`. */
export function vmReferencePoint(): pulumi.dynamic.ResourceProvider {
  return provider(({ rctTypeParameter }) => vmDefinition({ rctTypeParameter }));
}

/** The provider behind `CollectionReferencePoint`. */
export function collectionReferencePoint(): pulumi.dynamic.ResourceProvider {
  return provider(() => collectionDefinition);
}

/** What all resources of one process share; each process serves one provider instance. */
interface Process extends Omit<Opened, "resource"> {
  readonly configuration: Configuration;
}

/**
 * Set in the synchronous part of the first `configure`: the engine does not wait for that call's end before it makes
 * others. Holds the error of a bad configuration, for each operation to report.
 */
let opened: (() => Process) | undefined;

function open(config: pulumi.dynamic.Config): Process {
  const configuration = readConfiguration((key) => config.get(`${configurationNamespace}:${key}`), process.env);
  const { hosts, journal: folder, trace } = configuration;
  const address = engineAddress();
  const journal = new Journal(new FileStore(folder), backendOf(process.env), new FileProcessMarks(folder), systemClock);
  const reporter = openReporter(address, systemClock);
  const owners = new PointOwners();
  const fellows = new FileFellowProcesses(folder, address);
  const session = new EngineSession(journal, owners, reporter, systemClock, fellows);
  const contexts = new Map<HostEntry, Context>();
  const onHost: Context["onHost"] = (name, letGo) => {
    const host = hosts.findFormer(name, letGo);
    const known = contexts.get(host);
    if (known !== undefined) return known;
    const shared = {
      session: openHost(host, trace),
      connection: host.called,
      clock: systemClock,
      random: Math.random,
      locks: new KeyedLocks(host.maxConcurrentOperations),
      pollInterval: new PollInterval(),
      reporter,
    };
    const context = { onHost, shared, journal, owners, newId: randomUUID };
    contexts.set(host, context);
    return context;
  };
  const closeHosts = async () => {
    await Promise.allSettled([...contexts.values()].map(({ shared }) => shared.session.close()));
  };
  endWithEngine(address, closeHosts, session);
  return { configuration, hosts, onHost, session };
}

function provider<Point extends ReferencePoint>(
  definitionFor: (configuration: Configuration) => ResourceDefinition<Point>,
): pulumi.dynamic.ResourceProvider {
  return {
    async configure({ config }) {
      opened ??= once(() => open(config));
    },
    ...resourceProvider(() => {
      if (opened === undefined) throw new Error("the engine called the provider before configuring it");
      const { configuration, ...rest } = opened();
      return { ...rest, resource: definitionFor(configuration) };
    }),
  };
}

function once<T>(create: () => T): () => T {
  let result: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    if (result === undefined) {
      try {
        result = { value: create() };
      } catch (error) {
        result = { error };
      }
    }
    if ("error" in result) throw result.error;
    return result.value;
  };
}
