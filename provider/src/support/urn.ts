/** `urn:pulumi:<stack>::<project>`: what the URNs of one stack have in common. */
export function stackOf(urn: string): string {
  return urn.split("::").slice(0, 2).join("::");
}

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** Type token of the resource, without those of its parents. */
  readonly type: string;
  readonly name: string;
}

/** What a URN consists of: `urn:pulumi:<stack>::<project>::<parents$type>::<name>`. Undefined for any other text. */
export function partsOf(urn: string): UrnParts | undefined {
  const [stack, project, types, ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  if (stack === undefined || project === undefined || types === undefined || name.length === 0) return undefined;
  return { stack, project, type: types.replace(/^.*\$/, ""), name: name.join("::") };
}
