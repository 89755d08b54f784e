/** The address of the engine, which is the last argument of every provider process; `undefined` outside of one. */
export function engineAddress(args: readonly string[] = process.argv): string | undefined {
  const last = args.at(-1) ?? "";
  return /^[^\s/]+:\d+$/.test(last) ? last : undefined;
}
