import { CimError } from "../cim/error";
import { textOf } from "../cim/read";
import type { CimSession } from "../cim/session";
import type { CimReference } from "../cim/value";
import { canonicalGuid } from "./guid";

/** A service of Hyper-V: each is a singleton. */
export interface Service {
  readonly reference: CimReference;
  /** Computer name of the host that it is of. */
  readonly hostName: string;
}

/** What a session has found. It stays the same, unless another host answers. */
const known = new WeakMap<CimSession, Map<string, Promise<Service>>>();

function knownIn(session: CimSession): Map<string, Promise<Service>> {
  const services = known.get(session) ?? new Map<string, Promise<Service>>();
  known.set(session, services);
  return services;
}

/** A service, looked up once a session. */
export function serviceOf(session: CimSession, className: string): Promise<Service> {
  const services = knownIn(session);
  const cached = services.get(className);
  if (cached !== undefined) return cached;
  const lookup = requireService(session, className);
  services.set(className, lookup);
  lookup.catch(() => services.delete(className));
  return lookup;
}

/** What is known of the services of one session holds for another one with the same host. */
export function shareServices(session: CimSession, other: CimSession): void {
  known.set(other, knownIn(session));
}

/**
 * Asks the host, now, whether a service can be seen. An account without rights gets empty answers instead of errors, so
 * nothing may be called absent before this has succeeded.
 */
export async function requireService(session: CimSession, className: string): Promise<Service> {
  const [service] = await session.query(className);
  if (service !== undefined) {
    const { reference } = service;
    const found = { reference, hostName: reference.keys.SystemName || (await hostingSystemOf(session)) };
    knownIn(session).set(className, Promise.resolve(found));
    return found;
  }
  throw new CimError(
    "AccessDenied",
    `${className} is not visible on the host: either the account may not use Hyper-V (add it to the local group ` +
      `"Hyper-V Administrators", or run elevated), or the Hyper-V role is not installed, or the host is older than ` +
      "Windows Server 2016 / Windows 10.",
    { code: "HVRP204" },
  );
}

/**
 * The same of every node of a failover cluster: what was not found, or only under a name that is alike, may be on one that does not
 * answer.
 */
export async function requireServiceEverywhere(session: CimSession, className: string): Promise<Service> {
  await session.requireEverywhere?.(className);
  return requireService(session, className);
}

/** The host itself is among its virtual machines: the Msvm_ComputerSystem whose Name is no GUID. */
async function hostingSystemOf(session: CimSession): Promise<string> {
  const names = (await session.query("Msvm_ComputerSystem")).map(({ properties }) => textOf(properties, "Name") ?? "");
  const name = names.find((candidate) => candidate !== "" && canonicalGuid(candidate) === undefined);
  if (name !== undefined) return name;
  throw new CimError(
    "Unavailable",
    "the host does not say its name; nothing can be concluded from what it does not show",
    {
      code: "HVRP314",
    },
  );
}
