import type * as pulumi from "@pulumi/pulumi";
import { isCimError } from "../cim/error";
import type { ObservedPoint } from "../hyperv/point-kind";
import { check } from "../lifecycle/check";
import { create } from "../lifecycle/create";
import type { ResourceDefinition } from "../lifecycle/definition";
import { destroy } from "../lifecycle/delete";
import { diff } from "../lifecycle/diff";
import { unfinishedId, unfinishedOutputs } from "../lifecycle/outputs";
import { read } from "../lifecycle/read";
import { UnfinishedCreation } from "../lifecycle/settle";
import { type Properties, readStored } from "../lifecycle/stored";
import { update } from "../lifecycle/update";
import type { Context } from "../operation/context";
import { UserError } from "../support/user-error";
import type { JournalConfirmation } from "./journal-confirmation";

/** What the engine's calls for one resource type are answered with. */
export interface Opened<Point extends ObservedPoint> {
  readonly resource: ResourceDefinition<Point>;
  readonly context: Context;
  readonly confirmation: JournalConfirmation;
}

type Calls = Required<Omit<pulumi.dynamic.ResourceProvider, "configure">>;

/** The lifecycle as the SDK calls it: the engine's properties in, its answers and its partial failures out. */
export function resourceProvider<Point extends ObservedPoint>(opened: () => Opened<Point>): Calls {
  return {
    check: withoutStack(async (olds: Properties, news: Properties) => {
      const { resource, confirmation } = opened();
      await confirmation.declare(urnOf(news), Object.keys(olds).length > 0);
      const checked = check(resource, news);
      return { inputs: plain(checked.inputs), failures: [...checked.failures] };
    }),

    diff: withoutStack(async (_id: string, olds: Properties, news: Properties) => {
      const { resource, context, confirmation } = opened();
      const { instanceId } = readStored(olds);
      const [urn, formerUrn] = [urnOf(news), formerUrnOf(olds, news, confirmation)];
      const now = await confirmation.confirm(urn, instanceId);
      const former = formerUrn === urn ? now : await confirmation.confirm(formerUrn, instanceId);
      const interrupted = now.interrupted || former.interrupted;
      const { changes, replaces } = diff(resource, olds, news, interrupted);
      if (instanceId !== undefined && replaces.length === 0) context.held.keep(instanceId, urn, formerUrn);
      // A chain of changes must never be without a baseline: the new point first, then the old one goes.
      return { changes, replaces: [...replaces], deleteBeforeReplace: false };
    }),

    async create(inputs: Properties) {
      const { resource, context, confirmation } = opened();
      await confirmation.aboutToCreate(urnOf(inputs));
      return confirmation.storing(urnOf(inputs), () =>
        partial(resource, inputs, undefined, async () => {
          const { id, outputs } = await create(resource, context, inputs);
          return { id, outs: plain(outputs) };
        }),
      );
    },

    read: withoutStack(async (id: string, properties: Properties = {}) => {
      const { resource, context, confirmation } = opened();
      const stored = readStored(properties);
      await confirmation.confirm(urnOf(properties), stored.instanceId);
      if (stored.unfinished !== undefined) confirmation.telling(urnOf(properties));
      const found = await read(resource, context, id, properties);
      if (found !== undefined) return { id: found.id, props: plain(found.outputs) };
      // A resource without outputs is one that a program asks for by `.get`: an empty answer would pass for success.
      if (stored.schemaVersion === undefined) {
        throw new UserError(`there is no reference point ${id} on the host`);
      }
      return {};
    }),

    async update(id: string, olds: Properties, news: Properties) {
      const { resource, context, confirmation } = opened();
      await confirmation.confirm(urnOf(news), readStored(olds).instanceId);
      return confirmation.storing(urnOf(news), () =>
        partial(resource, news, id, async () => {
          const former = { ...olds, __urn: formerUrnOf(olds, news, confirmation) };
          return { outs: plain(await update(resource, context, former, news)) };
        }),
      );
    },

    delete: withoutStack(async (_id: string, properties: Properties) => {
      const { resource, context, confirmation } = opened();
      await confirmation.announce(urnOf(properties));
      const { instanceId } = readStored(properties);
      await confirmation.confirm(urnOf(properties), instanceId);
      confirmation.deleting(urnOf(properties), instanceId);
      await destroy(resource, context, properties);
    }),
  };
}

function urnOf(properties: Properties): string {
  // Read before check has had its say.
  return typeof properties.__urn === "string" ? properties.__urn : "";
}

/**
 * The URN that a resource had when its state was written. An alias may have renamed it since; and when another resource has
 * that name now, what the journal says under it is of the other.
 */
function formerUrnOf(olds: Properties, news: Properties, confirmation: JournalConfirmation): string {
  const former = urnOf(olds);
  return confirmation.isDeclared(former) ? urnOf(news) : former;
}

/** What may cross to the engine: it takes no `undefined`, at any depth, and fails on it when the host has done its work. */
function plain(properties: Properties): Record<string, unknown> {
  return JSON.parse(JSON.stringify(properties));
}

/** Turns an unfinished creation into the engine's partial one: stored in the state, and finished by the next update. */
async function partial<T, Point extends ObservedPoint>(
  resource: ResourceDefinition<Point>,
  inputs: Properties,
  id: string | undefined,
  operation: () => Promise<T>,
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof UnfinishedCreation)) throw error;
    const { creation } = error;
    const settled = isCimError(error.cause, "Failed");
    const next =
      "Nothing is lost: the host may still be working on it, and the state remembers it. The next `pulumi up` waits for it and " +
      "takes its point over, `pulumi destroy` waits for it and destroys its point.";
    throw Object.assign(new Error(error.message, { cause: error.cause }), {
      id: id ?? unfinishedId(creation),
      properties: { ...plain(unfinishedOutputs(resource, inputs, creation)), __provider: inputs.__provider },
      reasons: [settled ? error.message : `${error.message}. ${next}`],
    });
  }
}

/** The SDK prints the stack of what these methods throw; an error that explains itself needs none. */
function withoutStack<Args extends unknown[], T>(method: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
  return async (...args) => {
    try {
      return await method(...args);
    } catch (error) {
      const explained = isCimError(error) || error instanceof UserError || error instanceof UnfinishedCreation;
      if (explained) error.stack = "";
      throw error;
    }
  };
}
