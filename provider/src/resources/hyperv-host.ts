import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { generalSettingsSchema, hostConnectionSchema } from "../configuration";
import { configurationNamespace } from "../namespace";
import type { InputsOf } from "./inputs";

/** How to reach a host: the same keys as in the configuration `hyperv-reference-points:...`. */
export type HyperVHostArgs = InputsOf<z.input<typeof hostConnectionSchema>> &
  InputsOf<z.input<typeof generalSettingsSchema>>;

/**
 * A Hyper-V host as an explicit provider, for programs that work with several. Programs with one host need none: they use
 * the stack's configuration. User name and password are always secret in the state.
 *
 * @example Two hosts over SSH.
 * ```typescript
 * const hv01 = new HyperVHost("hv01", { connection: "ssh", sshHost: "admin@hv01.example.com" });
 * const hv02 = new HyperVHost("hv02", { connection: "ssh", sshHost: "admin@hv02.example.com" });
 * new VmReferencePoint("sql01", { vmName: "sql01" }, { provider: hv01 });
 * new VmReferencePoint("web01", { vmName: "web01" }, { provider: hv02 });
 * ```
 */
export class HyperVHost extends pulumi.ProviderResource {
  constructor(name: string, args: HyperVHostArgs, opts?: pulumi.ResourceOptions) {
    const settings = Object.entries(args)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`${configurationNamespace}:${key}`, credentials.has(key) ? pulumi.secret(value) : value]);
    super("pulumi-nodejs", name, Object.fromEntries(settings), opts);
  }
}

const credentials: ReadonlySet<string> = new Set(["username", "password"]);
