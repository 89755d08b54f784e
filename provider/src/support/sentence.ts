/** A text without the full stop at its end, for another sentence or a code to follow. */
export function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}
