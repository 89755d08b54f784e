/**
 * A property of an embedded instance that arrived as CIM-XML text, as it does where the transport does not parse it;
 * `undefined` when the text has none of that name, or it is null.
 */
export function embeddedProperty(xml: string, name: string): string | undefined {
  const property = new RegExp(`<PROPERTY[^>]*\\bNAME="${name}"[^>]*>\\s*<VALUE>([\\s\\S]*?)</VALUE>`, "i");
  return property.exec(xml)?.[1]?.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: string) => entities[entity] ?? "");
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
