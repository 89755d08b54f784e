const unitMilliseconds: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3, // U+00B5, the micro sign
  μs: 1e-3, // U+03BC, the Greek letter
  ns: 1e-6,
};

const part = /(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)/g;
const whole = new RegExp(`^\\+?(?:${part.source})+$`);

/** Milliseconds of a duration as Pulumi reads it in `customTimeouts` (Go's `time.ParseDuration`): "30m", "1h30m", "0". */
export function parseDuration(text: string): number | undefined {
  if (/^\+?0$/.test(text)) return 0;
  if (!whole.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(part)) total += Number(amount) * (unitMilliseconds[unit ?? ""] ?? 0);
  return total;
}

/** A length of time for messages: "45 s", "30 min", "1 h 30 min". */
export function describeDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} min`}`;
}
