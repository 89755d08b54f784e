/** With dashes or without, as .NET reads it: plain, in braces or in parentheses. */
const pattern = /^(\{|\()?([0-9a-f]{8})(-?)([0-9a-f]{4})\3([0-9a-f]{4})\3([0-9a-f]{4})\3([0-9a-f]{12})(\}|\))?$/i;

const closing: Readonly<Record<string, string>> = { "{": "}", "(": ")" };

/** The GUID as Hyper-V writes it (upper case, with dashes, no braces), or `undefined` when the text is no GUID. */
export function canonicalGuid(text: string): string | undefined {
  const [, open = "", first, , ...rest] = pattern.exec(text.trim()) ?? [];
  const close = rest.pop() ?? "";
  if (first === undefined || close !== (closing[open] ?? "")) return undefined;
  return [first, ...rest].join("-").toUpperCase();
}

export function sameGuid(a: string, b: string): boolean {
  const guid = canonicalGuid(a);
  return guid !== undefined && guid === canonicalGuid(b);
}
