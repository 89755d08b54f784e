import { z } from "zod";
import type { Inputs } from "../lifecycle/resource";
import type { Subject } from "../operation/context";
import { fingerprintOfTriggers } from "../support/triggers";
import { UserError } from "../support/user-error";
import { hiddenArgumentsSchema, pointArguments } from "./arguments";
import type { HostNames } from "./check";
import type { ResourceDefinition } from "./definition";
import { type Declared, type Known, unknown } from "./diff";
import type { Properties } from "./properties";
import { isNameSecret } from "./secret-name";
import { containsUnknown } from "./unknown";

const knownSchema = z.object(pointArguments);

/** The resource that properties belong to. */
export function subjectOf(properties: Properties): Subject {
  const { __urn, __timeouts } = hiddenArgumentsSchema.parse(properties);
  return { urn: __urn, timeouts: __timeouts ?? {} };
}

/** The same where the resource classes have put the URN in: everywhere but in a look-up. */
export function declaredSubjectOf(properties: Properties): Subject & { readonly urn: string } {
  const { urn, timeouts } = subjectOf(properties);
  if (urn === undefined) {
    throw new UserError(
      "HVRP105",
      "the input __urn is missing: declare the resource by VmReferencePoint or CollectionReferencePoint",
    );
  }
  return { urn, timeouts };
}

/** Checked inputs of a create or update: all values are known. */
export function parseInputs({ selector }: Pick<ResourceDefinition, "selector">, properties: Properties): Inputs {
  const { host, adopt, triggers, ...settings } = knownSchema.parse(properties);
  const id = properties[selector.id];
  return {
    subject: declaredSubjectOf(properties),
    host,
    selector: typeof id === "string" ? { id } : { name: z.string().parse(properties[selector.name]) },
    settings,
    triggers: fingerprintOfTriggers(triggers),
    adopt,
    nameIsSecret: isNameSecret(properties),
  };
}

/** Checked inputs of a preview: values may be unknown. */
export function parseDeclared(
  { selector }: Pick<ResourceDefinition, "selector">,
  properties: Properties,
  hosts: Pick<HostNames, "usual">,
): Declared {
  const text = (name: string): Known<string | undefined> => {
    const value = properties[name];
    return containsUnknown(value) ? unknown : z.string().optional().parse(value);
  };
  const { triggers } = properties;
  return {
    selector,
    host: text("host") ?? hosts.usual,
    targetId: text(selector.id),
    targetName: text(selector.name),
    referencePointType: text("referencePointType") ?? "",
    consistencyLevel: text("consistencyLevel") ?? "",
    creationMethod: text("creationMethod") ?? "",
    guestBackupType: text("guestBackupType") ?? "",
    triggers: containsUnknown(triggers) ? unknown : fingerprintOfTriggers(triggers),
    adopt: text("adopt"),
  };
}
