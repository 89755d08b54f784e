import type { RecordedStack } from "./recorded-stack";

/** What a person does with a stack, as far as it decides what the engine asks of a provider; by name. */
export type Scenarios = Readonly<Record<string, (stack: RecordedStack) => Promise<void>>>;

/** The declaration of a resource. */
export function thing(name: string, args: Readonly<Record<string, string>>, options = "{}"): string {
  return `new Thing("${name}", ${JSON.stringify(args)}, ${options});`;
}

/** The resource of most scenarios. */
export const one = thing("a", { kind: "one", value: "one" });

/** The same, as an update of it. */
export const updated = thing("a", { kind: "one", value: "two" });

/** The same, as a replacement of it. */
export const replaced = thing("a", { kind: "two", value: "one" });

/** A stack that has the resource. */
export async function withOne(stack: RecordedStack, declaration = one): Promise<void> {
  stack.declare(declaration);
  await stack.prepare("up");
}
