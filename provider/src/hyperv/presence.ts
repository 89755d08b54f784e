import { CimError, isCimError } from "../cim/error";
import type { AssociatorFilter, CimSession } from "../cim/session";
import type { CimInstance, CimReference } from "../cim/value";
import { requireService } from "./service";

declare const proof: unique symbol;

/** An object that is proven not to exist. Only {@link presenceOf} and {@link provenAbsent} can make one. */
export interface Absent {
  readonly presence: "absent";
  readonly value?: undefined;
  readonly [proof]: true;
}

/** Whether an object exists. An empty answer alone never means that it does not. */
export type Presence<T> = { readonly presence: "present"; readonly value: T } | Absent;

/**
 * Looks for an object. Absent is what the host says that shows the service: an account without rights gets empty answers
 * instead of errors.
 */
export async function presenceOf<T>(
  session: CimSession,
  service: string,
  find: () => Promise<T | undefined>,
): Promise<Presence<T>> {
  const value = await find();
  return value === undefined ? provenAbsent(session, service) : { presence: "present", value };
}

/** Proves, right after an empty answer, that the empty answer means something; else an error. */
export async function provenAbsent(session: CimSession, service: string): Promise<Absent> {
  await requireService(session, service);
  return { presence: "absent" } as Absent;
}

/** A list that is empty only where the host shows the service. */
export async function provenList(
  session: CimSession,
  service: string,
  list: () => Promise<CimInstance[]>,
): Promise<CimInstance[]> {
  const found = await list();
  if (found.length === 0) await requireService(session, service);
  return found;
}

/**
 * The instances associated with one. That there are none is an empty answer while the source itself is seen. NotFound never
 * says so: an object that is gone, or that the host does not find for a moment, would pass for one to which nothing belongs.
 */
export async function associatedWith(
  session: CimSession,
  source: CimReference,
  filter: AssociatorFilter,
): Promise<CimInstance[]> {
  try {
    const found = await session.associators(source, filter);
    if (found.length > 0 || (await session.get(source)) !== undefined) return found;
  } catch (error) {
    if (!isCimError(error, "NotFound")) throw error;
  }
  const keys = Object.values(source.keys).join(", ");
  throw new CimError(
    "Unavailable",
    `the host did not find ${source.className} ${keys} while listing its ${filter.resultClass}; nothing is known of them`,
    { code: "HVRP205" },
  );
}
