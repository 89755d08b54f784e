const pattern = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** The GUID as Hyper-V writes it (upper case, no braces), or `undefined` when the text is no GUID. */
export function canonicalGuid(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.startsWith("{") !== trimmed.endsWith("}")) return undefined;
  return pattern.exec(trimmed)?.[1]?.toUpperCase();
}

export function sameGuid(a: string, b: string): boolean {
  const guid = canonicalGuid(a);
  return guid !== undefined && guid === canonicalGuid(b);
}
