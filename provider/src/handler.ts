import type * as pulumi from "@pulumi/pulumi";
import { engineAddress } from "./engine/address";
import { endWithEngine, JournalConfirmation } from "./engine/journal-confirmation";
import { openReporter } from "./engine/reporter";
import { resourceProvider } from "./engine/resource-provider";
import { openHost } from "./hosts";
import { type Configuration, readConfiguration } from "./hosts/configuration";
import type { ObservedPoint } from "./hyperv/point-kind";
import { journalScope, openFileJournal } from "./journal/file-journal";
import { PointOwners } from "./journal/point-owners";
import {
  collectionReferencePoint as collectionDefinition,
  type ResourceDefinition,
  vmReferencePoint as vmDefinition,
} from "./lifecycle/definition";
import type { Context } from "./operation/context";
import { KeyedLocks } from "./operation/keyed-locks";
import { Pace } from "./operation/poll-interval";
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

/** What all resources of one process share; each process serves one provider instance, so one host. */
interface Shared {
  readonly configuration: Configuration;
  readonly context: Context;
  readonly confirmation: JournalConfirmation;
}

/**
 * Set in the synchronous part of the first `configure`: the engine does not wait for that call's end before it makes
 * others. Holds the error of a bad configuration, for each operation to report.
 */
let shared: (() => Shared) | undefined;

function open(config: pulumi.dynamic.Config): Shared {
  const configuration = readConfiguration((key) => config.get(`${configurationNamespace}:${key}`), process.env);
  const session = openHost(configuration.connection);
  const address = engineAddress();
  const journal = openFileJournal(configuration.journal, journalScope(configuration.connection, process.env));
  const reporter = openReporter(address, systemClock);
  const confirmation = new JournalConfirmation(journal, reporter);
  endWithEngine(address, session, confirmation);
  const context: Context = {
    session,
    clock: systemClock,
    random: Math.random,
    journal,
    locks: new KeyedLocks(),
    pace: new Pace(),
    reporter,
    held: new PointOwners(),
  };
  return { configuration, context, confirmation };
}

function provider<Point extends ObservedPoint>(
  definitionFor: (configuration: Configuration) => ResourceDefinition<Point>,
): pulumi.dynamic.ResourceProvider {
  return {
    async configure({ config }) {
      shared ??= once(() => open(config));
    },
    ...resourceProvider(() => {
      if (shared === undefined) throw new Error("the engine called the provider before configuring it");
      const { configuration, ...rest } = shared();
      return { ...rest, resource: definitionFor(configuration) };
    }),
  };
}

function once<T>(make: () => T): () => T {
  let result: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    if (result === undefined) {
      try {
        result = { value: make() };
      } catch (error) {
        result = { error };
      }
    }
    if ("error" in result) throw result.error;
    return result.value;
  };
}
