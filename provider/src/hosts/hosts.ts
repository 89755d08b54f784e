import { quoted } from "../support/printable";
import { UserError } from "../support/user-error";
import type { HostConnection } from "./connection";
import { goneText, isGone } from "./gone";

/** A host, or a failover cluster. */
export interface HostEntry {
  /** Of an explicit provider that of its resource; absent for the one connection of a configuration that does not name hosts. */
  readonly name: string | undefined;
  /** What messages call the connection to it. */
  readonly called: string;
  /** How to reach it; of a cluster each of its nodes. */
  readonly nodes: readonly [HostConnection, ...HostConnection[]];
  readonly maxConcurrentOperations: number;
}

/** The hosts of a configuration, by their names. */
export class Hosts {
  constructor(
    readonly entries: readonly [HostEntry, ...HostEntry[]],
    readonly defaultHost?: string | undefined,
    /** The one host of a HyperVHost: the processes of other providers have other hosts, which this one does not know. */
    readonly ofHyperVHost = false,
  ) {}

  /** None where the configuration names one connection. */
  get names(): readonly string[] {
    return this.entries.flatMap(({ name }) => name ?? []);
  }

  /** The host that is meant where none is named: the default, else the only one. */
  get usual(): string | undefined {
    return this.defaultHost ?? (this.entries.length === 1 ? this.entries[0].name : undefined);
  }

  /** The host of a name, or the one that is meant without. */
  find(name: string | undefined): HostEntry {
    const wanted = name ?? this.usual;
    const found = this.entries.find((entry) => entry.name === wanted);
    if (found !== undefined) return found;
    throw new UserError("HVRP125", this.problemWith(name) ?? "unreachable: the host is known");
  }

  /** The host that a state or the journal names: the program may name another one by now. `letGo`: the command that lets go of what it has. */
  findFormer(name: string | undefined, letGo?: string): HostEntry {
    const problem = this.formerProblemWith(name, letGo);
    if (problem === undefined) return this.find(name);
    throw new UserError("HVRP125", problem);
  }

  /** Why a name in a state or in the journal stands for no host any more; `undefined` when it stands for one. */
  formerProblemWith(name: string | undefined, letGo = "pulumi state delete"): string | undefined {
    const problem = this.problemWith(name);
    if (problem === undefined) return undefined;
    if (name === undefined) {
      return (
        `${problem}. A state that was written under a single connection does not name its host: set defaultHost to the one that the connection ` +
        "meant, and run `pulumi up` and then `pulumi refresh`, which takes the name into the state."
      );
    }
    if (this.ofHyperVHost) {
      return (
        `${this.entries[0].called} does not know the host ${quoted(name)}, on which a creation was interrupted. Declare the resource on that host ` +
        `again until \`pulumi up\` has finished it, or let go of the creation by \`${letGo}\`.`
      );
    }
    return (
      `${this.#lack(name)}. A state, or a creation that was interrupted, has a reference point on ${quoted(name)}. Keep its entry in hosts, or put ` +
      `it back, until \`pulumi up\` has deleted it; if its host is gone for good, with gone: true. Or let go of it by \`${letGo}\`.`
    );
  }

  /** Why a host is not asked any more. */
  goneProblemWith(name: string | undefined): string | undefined {
    if (this.problemWith(name) !== undefined) return undefined;
    const { nodes, called } = this.find(name);
    return isGone(nodes) ? goneText(called) : undefined;
  }

  /** Why a name stands for no host; `undefined` when it stands for one. */
  problemWith(name: string | undefined): string | undefined {
    const { names, usual } = this;
    if (name === undefined) {
      if (names.length === 0 || usual !== undefined) return undefined;
      return `a host must be specified: ${this.#known}, and none of them is the default. Specify host, or defaultHost in the configuration`;
    }
    if (names.includes(name)) return undefined;
    return names.length > 0
      ? this.#lack(name)
      : `${this.#lack(name)}. Remove host, or specify hosts in the configuration`;
  }

  #lack(name: string): string {
    return this.names.length > 0
      ? `there is no host ${quoted(name)} in the configuration; ${this.#known}`
      : `there is no host ${quoted(name)}: the configuration names a single connection, and no hosts`;
  }

  get #known(): string {
    return `there are ${this.names.map(quoted).join(", ")}`;
  }
}
