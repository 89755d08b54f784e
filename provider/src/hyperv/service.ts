import { CimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import type { CimReference } from "../cim/value";

/** The services are singletons; their references do not change while a session lives. */
const known = new WeakMap<CimSession, Map<string, Promise<CimReference>>>();

/** The reference of a service's one instance, looked up once a session. */
export function serviceReference(session: CimSession, className: string): Promise<CimReference> {
  const services = known.get(session) ?? new Map<string, Promise<CimReference>>();
  known.set(session, services);
  const cached = services.get(className);
  if (cached !== undefined) return cached;
  const lookup = requireService(session, className);
  services.set(className, lookup);
  lookup.catch(() => services.delete(className));
  return lookup;
}

/**
 * Asks the host, now, whether a service can be seen. An account without rights gets empty answers instead of errors, so
 * nothing may be called absent before this has succeeded.
 */
export async function requireService(session: CimSession, className: string): Promise<CimReference> {
  const [service] = await session.query(className);
  if (service !== undefined) return service.reference;
  throw new CimError(
    "AccessDenied",
    `${className} is not visible on the host: either the account may not use Hyper-V (add it to the local group ` +
      `"Hyper-V Administrators", or run elevated), or the Hyper-V role is not installed, or the host is older than ` +
      "Windows Server 2016 / Windows 10.",
    { code: "HVRP204" },
  );
}
