/** What Pulumi sends in place of a value that a preview does not know yet (`rpc.unknownValue` of the SDK). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown, or has an unknown anywhere in it. */
export function containsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (typeof value === "object" && value !== null) return Object.values(value).some(containsUnknown);
  return false;
}
