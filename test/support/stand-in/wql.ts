/** A literal as the bridge script writes it. */
export function wqlLiteral(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** A filter as the bridge script writes it. */
export function wqlFilter(where: Readonly<Record<string, string>>): string {
  return Object.entries(where)
    .map(([name, value]) => `${name} = ${wqlLiteral(value)}`)
    .join(" AND ");
}

/** Reads `Name = 'literal' AND ...` as WQL does; anything else is an invalid query. */
export function parseFilter(filter: string): Record<string, string> {
  const where: Record<string, string> = {};
  const condition = /^([A-Za-z_][A-Za-z0-9_]*) = '((?:\\[\s\S]|[^'\\])*)'(?: AND (?=.)|$)/s;
  for (let rest = filter; rest !== ""; ) {
    const match = condition.exec(rest);
    if (match === null) throw new Error(`invalid query: ${filter}`);
    const [all, name = "", literal = ""] = match;
    where[name] = literal.replace(/\\([\s\S])/g, "$1");
    rest = rest.slice(all.length);
  }
  return where;
}
