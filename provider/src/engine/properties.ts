/** Inputs or outputs as the engine hands them over. Only this folder knows them; they are parsed once. */
export type Properties = Readonly<Record<string, unknown>>;

/** What may cross to the engine: it takes no `undefined`, at any depth, and fails on it when the host has done its work. */
export function plain(properties: Properties): Record<string, unknown> {
  return JSON.parse(JSON.stringify(properties));
}
