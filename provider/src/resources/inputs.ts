import * as pulumi from "@pulumi/pulumi";
import { checkStackConfiguration } from "./stack-configuration";

/** What the provider process needs to know of a resource and the engine does not tell it. Hidden from people. */
export function hiddenInputs(
  type: string,
  name: string,
  text: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  checkStackConfiguration({ namesHost: provider === undefined });
  // The SDK has `read` from 3.248 on.
  const {
    create,
    update,
    delete: destroy,
    read,
  }: pulumi.CustomTimeouts & { readonly read?: string } = opts.customTimeouts ?? {};
  const timeouts = Object.entries({ create, read, update, delete: destroy }).filter(([, value]) => value !== undefined);
  return {
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
