/** In a fixed order, so that a refresh shows no change where there is none: by these texts, then by the id of a point. */
export function inOrder<T extends object>(items: readonly T[], by: (item: T) => readonly string[]): T[] {
  const keyed = items.map((item) => ({
    item,
    key: [...by(item), "instanceId" in item ? String(item.instanceId) : ""].join("\0"),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}
