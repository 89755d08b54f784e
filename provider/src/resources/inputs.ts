import * as pulumi from "@pulumi/pulumi";
import { checkHandler } from "./handler-check";
import { programError } from "./program-error";
import type { ReferencePointArgs } from "./reference-point";
import { checkStackConfiguration } from "./stack-configuration";
import { sendableTriggers } from "./triggers";

/**
 * The arguments of a resource as they are sent, and what the provider process needs to know of it and the engine does not tell it. The latter is hidden
 * from users.
 */
export function inputsOf(
  { type, text, className }: { readonly type: string; readonly text: string; readonly className: string },
  name: string,
  args: ReferencePointArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  checkHandler();
  if (provider !== undefined && args.host !== undefined) {
    const message = `"${name}": host and a HyperVHost are both given, and each says which host is meant. Remove host, or the provider`;
    throw programError({ code: "HVRP104", message });
  }
  checkStackConfiguration({ namesHost: provider === undefined });
  // The SDK has `read` from 3.248 on.
  const {
    create,
    update,
    delete: destroy,
    read,
  }: pulumi.CustomTimeouts & { readonly read?: string } = opts.customTimeouts ?? {};
  const timeouts = Object.entries({ create, read, update, delete: destroy }).filter(([, value]) => value !== undefined);
  const { triggers } = args;
  return {
    ...args,
    ...(triggers === undefined ? {} : { triggers: sendableTriggers(`${className} "${name}"`, triggers) }),
    __provider: text,
    __urn: urnOf(type, name, opts.parent),
    ...(timeouts.length === 0 ? {} : { __timeouts: Object.fromEntries(timeouts) }),
  };
}

/** Without a parent the URN is known at once: an output for each of many resources is felt. */
function urnOf(type: string, name: string, parent: pulumi.Resource | undefined): pulumi.Input<string> {
  if (parent !== undefined) return pulumi.createUrn(name, type, parent);
  return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${type}::${name}`;
}

/**
 * Outputs of a replaced point that would drown the reason. In previews only: what an `up` stores with the resource makes the engine show
 * them as changed whenever it refreshes a healthy one.
 */
export function hidingInPreviews(opts: pulumi.CustomResourceOptions, outputs: string[]): pulumi.CustomResourceOptions {
  return pulumi.runtime.isDryRun() ? pulumi.mergeOptions(opts, { hideDiffs: outputs }) : opts;
}
