import type { ResourceDefinition } from "../../provider/src/engine/definition";
import type { Properties } from "../../provider/src/engine/properties";
import { resourceProvider } from "../../provider/src/engine/resource-provider";
import { singleHost } from "../support/hosts";
import { collection, type TestProcess, vm } from "../support/lifecycle";

/** One resource of a program. */
export interface Declared {
  readonly kind: keyof typeof definitions;
  readonly args: Properties;
}

export type Program = Readonly<Record<string, Declared>>;

export const definitions: Readonly<Record<"vm" | "collection", ResourceDefinition>> = { vm, collection };

/** A resource as the engine stores it. */
export interface StateEntry {
  readonly name: string;
  readonly kind: Declared["kind"];
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What a stack's state is. */
export interface State {
  readonly current: ReadonlyMap<string, StateEntry>;
  /** Replaced, and still to be deleted. */
  readonly pendingDeletes: readonly StateEntry[];
}

export const emptyState: State = { current: new Map(), pendingDeletes: [] };

export type Provider = ReturnType<typeof resourceProvider>;

export function providerOf(process: TestProcess, definition: ResourceDefinition): Provider {
  const { context, session } = process;
  return resourceProvider(() => ({ resource: definition, hosts: singleHost, onHost: context.onHost, session }));
}

/** The inputs as check gives them. `olds` is empty whenever a create is to follow, a forced replacement's too. */
export async function inputsOf(
  provider: Provider,
  urn: string,
  { args }: Declared,
  olds: Properties = {},
): Promise<Properties> {
  const { inputs, failures } = await provider.check(olds, { ...args, __urn: urn });
  if (failures !== undefined && failures.length > 0) throw new TypeError(`bad program: ${JSON.stringify(failures)}`);
  return inputs ?? {};
}

/** What the engine stores of a create or update: a partial failure too. */
export async function storable(
  id: string | undefined,
  work: () => Promise<{ readonly id: string; readonly outputs: Properties }>,
  heard: (message: string) => void,
): Promise<{ readonly id: string; readonly outputs: Properties; readonly failed?: true }> {
  try {
    return await work();
  } catch (error) {
    const partial = error as { readonly id?: string; readonly properties?: Properties; readonly message: string };
    if (partial.properties === undefined) throw error;
    heard(partial.message);
    return { id: id ?? String(partial.id), outputs: partial.properties, failed: true };
  }
}
