import type { CimType } from "../../../cim/value";

/** Name, type and value of a property. */
type Property = readonly [name: string, type: CimType, value: string];

/** An embedded instance as methods hand it out: CIM-XML in a string. */
export function embeddedText(className: string, properties: readonly Property[]): string {
  const elements = properties.map(
    ([name, type, value]) => `<PROPERTY NAME="${name}" TYPE="${type}"><VALUE>${escapeXml(value)}</VALUE></PROPERTY>`,
  );
  return `<INSTANCE CLASSNAME="${className}">${elements.join("")}</INSTANCE>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&${escapes[character]};`);
}

const escapes: Readonly<Record<string, string>> = { "<": "lt", ">": "gt", "&": "amp", '"': "quot", "'": "apos" };
