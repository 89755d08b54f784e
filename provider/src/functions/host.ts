import * as pulumi from "@pulumi/pulumi";
import type { CimSession } from "../cim/session";
import type { HyperVHostArgs, PlainHyperVHostArgs } from "../resources/host-settings";
import { type HyperVHost, settingsOf } from "../resources/hyperv-host";
import { UserError } from "../support/user-error";
import { forProgram } from "./errors";
import { callConcealed, secretsIn } from "./secrets";

export type { PlainHyperVHostArgs };

/** Which host a function asks. */
export interface HostOptions {
  /**
   * The name of a host in the configuration's `hosts`, or how to reach a host. What the latter leaves open comes from the environment
   * (`HYPERV_RP_...`). An error for a name or key that there is not, and for a key of another connection.
   *
   * Default: the stack's configuration (`hyperv-reference-points:...`) where a Pulumi program runs; elsewhere the environment.
   */
  readonly host?: string | PlainHyperVHostArgs;
}

/** Which host a function asks in a Pulumi program, and when. */
export interface HostOutputOptions {
  /**
   * The name of a host in the configuration's `hosts`, or how to reach a host. What the host answers is not secret because a password in
   * here is.
   *
   * Default: the stack's configuration, and what that leaves open from the environment.
   */
  readonly host?: pulumi.Input<string> | HyperVHostArgs;
  /** The host of an explicit provider. An error together with `host`. Default: `host`. */
  readonly provider?: HyperVHost;
  /**
   * The host is asked when these resources are up to date. In a preview it is not asked where one of them will be created. The
   * resources that the arguments come from are waited for anyway. A component stands for the resources in it, as everywhere in Pulumi;
   * only Pulumi's mocks cannot tell which these are: a test that uses them names the resources.
   */
  readonly dependsOn?: pulumi.Resource | readonly pulumi.Resource[];
}

/** The arguments of a function as a Pulumi program may give them: now, or as the output of a resource. */
export type InputArgs<Args> = { [Name in keyof Args]: pulumi.Input<Args[Name]> };

/** Does something on the host that the options name. The session stays open for a while, for calls to come. */
export async function onHost<T>({ host }: HostOptions, use: (session: CimSession) => Promise<T>): Promise<T> {
  // Programs that call no function need not load what these load.
  const { hostFor } = require("./connection") as typeof import("./connection");
  const { withSession } = require("./sessions") as typeof import("./sessions");
  return withSession(hostFor(host), use);
}

/** Calls a function when everything it depends on is known; what it answers is an output like any other. */
export function outputOnHost<Args, Result>(
  args: InputArgs<Args>,
  options: HostOutputOptions,
  call: (args: Args, options: HostOptions) => Promise<Result>,
): pulumi.Output<Result> {
  const known = pulumi.all([args, settingsIn(options), ...readinessOf(options)] as unknown[]);
  return known.apply(async ([known, host]) => {
    const plain = host === undefined ? {} : { host: host as string | PlainHyperVHostArgs };
    return callConcealed(await secretsIn(args), () => call(known as Args, plain));
  }) as pulumi.Output<Result>;
}

/** The settings of the host. A password among them does not make a secret of what the host answers. */
function settingsIn(options: HostOutputOptions): pulumi.Output<unknown> {
  try {
    return pulumi.unsecret(pulumi.output<unknown>(givenSettings(options)));
  } catch (error) {
    throw forProgram(error);
  }
}

function givenSettings({ host, provider }: HostOutputOptions): HostOutputOptions["host"] {
  if (host !== undefined && provider !== undefined) {
    throw new UserError(
      "HVRP111",
      "host and provider are both given, and each says which host to ask; give one of them",
    );
  }
  return provider === undefined ? host : settingsOf(provider);
}

/** Outputs that are known when the resources are there: the URN is known before. */
function readinessOf({ dependsOn = [] }: HostOutputOptions): pulumi.Output<unknown>[] {
  return [dependsOn]
    .flat()
    .map((resource) => (pulumi.CustomResource.isInstance(resource) ? resource.id : readinessOfAll(resource)));
}

/**
 * Known when all resources in a component are there. Which these are only Pulumi knows: a question to its engine waits for them. The
 * answer says nothing more, and secrets in it are none of the host's.
 */
function readinessOfAll(component: pulumi.Resource): pulumi.Output<unknown> {
  const question = { urn: component.urn };
  return pulumi.unsecret(
    pulumi.runtime.invokeOutput<unknown>("pulumi:pulumi:getResource", question, { dependsOn: component }),
  );
}
