/** `urn:pulumi:<stack>::<project>`: what the URNs of one stack have in common. */
export function stackOf(urn: string): string {
  return urn.split("::").slice(0, 2).join("::");
}
