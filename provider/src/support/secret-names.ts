/** Names that programs have made secrets of. Traces, which record all that is said to a host, leave them out. */
const known = new Set<string>();

export function keepSecret(name: string): void {
  if (name !== "") known.add(name);
}

export function secretNames(): readonly string[] {
  return [...known];
}

/** Stands for a name that the program made a secret of, as it does in Pulumi's own output. */
export const secretText = "[secret]";

/** A text without secrets; each gives way to the word beside it. */
export function withoutSecrets(text: string, secrets: ReadonlyMap<string, string>): string {
  // The longest first: one may be part of another.
  const longestFirst = [...secrets].filter(([secret]) => secret !== "").sort(([a], [b]) => b.length - a.length);
  return longestFirst.reduce((shown, [secret, word]) => shown.replaceAll(secret, word), text);
}
