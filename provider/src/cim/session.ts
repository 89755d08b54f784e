import type { CimInstance, CimProperties, CimReference } from "./value";

/** The time in which a method call may begin on the host, counted from {@link CimSession.invoke}. */
export const callBudgetMilliseconds = 30_000;

/**
 * The port: what a host must be able to do, at the level of CIM itself and bound to `root\virtualization\v2`. Everything
 * that knows Hyper-V is written against it, and every host is an adapter of it.
 *
 * Calls may be made at the same time; an adapter may send them together. All failures are {@link CimError}s.
 */
export interface CimSession {
  /** The user has said that the host is gone for good: it is never asked, and every call fails. */
  readonly gone?: true;

  /**
   * The instances of a class (and of the classes derived from it) whose properties equal `where`. The adapter quotes;
   * a host may compare strings without case, so callers that need an exact name compare the answer again.
   */
  query(className: string, where?: Readonly<Record<string, string>>): Promise<CimInstance[]>;

  /**
   * The instance behind a reference, or `undefined` when the host says that there is none. An account without rights is
   * told the same: see `hyperv/service.ts` before concluding that something is gone.
   */
  get(reference: CimReference): Promise<CimInstance | undefined>;

  /** The instances associated with one, by the class of the result and, optionally, of the association. */
  associators(reference: CimReference, filter: AssociatorFilter): Promise<CimInstance[]>;

  /**
   * Calls a method. A return code is not an error here: `hyperv/return-code.ts` decodes it.
   *
   * An adapter must keep the budget: the host begins the method within {@link callBudgetMilliseconds} of this call, or
   * never, whatever becomes of the adapter or this process meanwhile. A call whose budget passes before it began fails
   * with `sent: "no"`, and so does one that certainly never reached the host. An adapter never repeats a call that may
   * have begun.
   */
  invoke(reference: CimReference, method: string, args: CimProperties): Promise<MethodResult>;

  /**
   * Of a failover cluster: rejects unless every node answers, and has answered what was asked a moment ago, and shows an instance of the
   * class. What is not found proves nothing before. A single host has answered itself.
   */
  requireEverywhere?(className: string): Promise<void>;

  /** Of a failover cluster: what a state calls it (`cim/host-names.ts`), with the computer names that have become known since. */
  withKnownNames?(hostName: string): string;

  /** Of a failover cluster: the name, for texts, of the node on which an instance was seen that this session has answered with. */
  seenOn?(reference: CimReference): string;

  close(): Promise<void>;
}

/** A session with a failover cluster: several nodes, among which virtual machines move. */
export type ClusterSession = CimSession & Required<Pick<CimSession, "requireEverywhere" | "withKnownNames" | "seenOn">>;

export function isCluster(session: CimSession): session is ClusterSession {
  return session.requireEverywhere !== undefined;
}

export interface AssociatorFilter {
  readonly resultClass: string;
  readonly associationClass?: string;
}

export interface MethodResult {
  readonly returnValue: number;
  /** The out parameters. REFs in it carry keys only. */
  readonly out: CimProperties;
}
