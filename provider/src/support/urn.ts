/** `urn:pulumi:<stack>::<project>`: what the URNs of one stack have in common. */
export function stackOf(urn: string): string {
  return urn.split("::").slice(0, 2).join("::");
}

/** Whether two URNs are of one resource, in whichever stack and project: both are renamed. */
export function sameResource(one: string, other: string): boolean {
  return one.slice(stackOf(one).length) === other.slice(stackOf(other).length);
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
