import type { Clock } from "../support/clock";

/** In a pipeline every message is a line of its own. */
const millisecondsBetweenLines = 3_000;

/** What many resources wait for, such as a host that does not answer, is said by one of them, and again when it lasts. */
const millisecondsBetweenSame = 30_000;

/** Whether a text on the status line of a resource is worth a line now. */
export function progressFilter(clock: Clock): (urn: string | undefined, text: string) => boolean {
  const lines = new Map<string | undefined, number>();
  const texts = new Map<string, number>();
  return (urn, text) => {
    const now = clock.now();
    for (const [said, at] of texts) if (now - at >= millisecondsBetweenSame) texts.delete(said);
    const last = lines.get(urn) ?? Number.NEGATIVE_INFINITY;
    if (texts.has(text) || now - last < millisecondsBetweenLines) return false;
    lines.set(urn, now);
    texts.set(text, now);
    return true;
  };
}
