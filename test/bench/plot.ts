import { medianOf, secondsOf, sizesOf } from "./ratios";
import type { Phase, Results } from "./results";
import type { SubjectName } from "./subjects";

interface Series {
  readonly subject: SubjectName;
  readonly label: string;
  readonly style: string;
}

/** The floor is drawn last and dashed: where this provider hides behind it, there is nothing between them. */
const series: readonly Series[] = [
  { subject: "shell-per-call", label: "a shell for each call", style: "shell" },
  { subject: "provider", label: "this provider", style: "provider" },
  { subject: "floor", label: "the floor: an empty provider", style: "floor" },
];

const panels: readonly Phase[] = ["preview", "up", "refresh", "destroy"];
const [width, height] = [340, 220];
const inner = { left: 48, right: 16, top: 34, bottom: 34 };
const margin = { x: 12, top: 64, bottom: 12 };

/** The times of this provider, of the floor and of shells for each call, as a picture for light and dark pages. */
export function plot(results: Results): string {
  const [total, deep] = [2 * width + 2 * margin.x, 2 * height + margin.top + margin.bottom];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${deep}" width="${total}" height="${deep}" role="img" aria-labelledby="title">
<title id="title">Wall time of Pulumi commands by number of reference points</title>
<style>
  .page { fill: #ffffff; stroke: #d0d7de; }
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .head { font-weight: 600; font-size: 14px; }
  .quiet { fill: #59636e; }
  .grid { stroke: #d1d9e0; stroke-width: 1; }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
  .line.provider { stroke: #0969da; } .dot.provider { fill: #0969da; }
  .line.floor { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 5 4; } .dot.floor { fill: #1f2328; }
  .line.shell { stroke: #bc4c00; } .dot.shell { fill: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; stroke: #3d444d; }
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .line.provider { stroke: #4493f8; } .dot.provider { fill: #4493f8; }
    .line.floor { stroke: #f0f6fc; } .dot.floor { fill: #f0f6fc; }
    .line.shell { stroke: #f0883e; } .dot.shell { fill: #f0883e; }
  }
</style>
<rect class="page" x="0.5" y="0.5" width="${total - 1}" height="${deep - 1}" rx="6"/>
<text class="head" x="${margin.x + 8}" y="26">Seconds of a command, by number of reference points</text>
${legend()}
${panels.map((phase, index) => panel(results, phase, index)).join("\n")}
</svg>
`;
}

function legend(): string {
  return series
    .map(({ label, style }, index) => {
      const x = margin.x + 8 + index * 210;
      return `<path class="line ${style}" d="M${x} 46h26"/><text x="${x + 34}" y="50">${label}</text>`;
    })
    .join("\n");
}

function panel(results: Results, phase: Phase, index: number): string {
  const sizes = sizesOf(results, ...series.map(({ subject }) => subject));
  const [left, top] = [margin.x + (index % 2) * width, margin.top + Math.floor(index / 2) * height];
  const lines = series.map(({ subject, style }) => ({
    style,
    points: sizes.flatMap((size) => {
      const seconds = medianOf(results, subject, size, secondsOf(phase));
      return seconds === undefined ? [] : [{ size, seconds }];
    }),
  }));
  const most = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ seconds }) => seconds)));
  const step = niceStep(most / 4);
  const ticks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, tick) => tick * step);
  const [ceiling, largest] = [ticks.at(-1) || 1, sizes.at(-1) ?? 1];
  const x = (size: number) => left + inner.left + (size / largest) * (width - inner.left - inner.right);
  const y = (seconds: number) =>
    top + height - inner.bottom - (seconds / ceiling) * (height - inner.top - inner.bottom);
  const right = left + width - inner.right;

  return [
    `<text class="head" x="${left + inner.left}" y="${top + 22}">${phase}</text>`,
    ...ticks.map(
      (tick) =>
        `<path class="grid" d="M${left + inner.left} ${at(y(tick))}H${right}"/>` +
        `<text class="quiet" x="${left + inner.left - 8}" y="${at(y(tick) + 4)}" text-anchor="end">${tick} s</text>`,
    ),
    ...sizes
      // The small ones lie too close to each other to be named.
      .filter((size) => size / largest > 0.1)
      .map(
        (size) => `<text class="quiet" x="${at(x(size))}" y="${top + height - 14}" text-anchor="middle">${size}</text>`,
      ),
    ...lines
      .filter(({ points }) => points.length > 0)
      .map(({ style, points }) => {
        const path = points.map(({ size, seconds }) => `${at(x(size))} ${at(y(seconds))}`).join("L");
        const dots = points.map(
          ({ size, seconds }) => `<circle class="dot ${style}" cx="${at(x(size))}" cy="${at(y(seconds))}" r="3"/>`,
        );
        return `<path class="line ${style}" d="M${path}"/>${dots.join("")}`;
      }),
  ].join("\n");
}

/** The least of 1, 2, 5, 10, 20, 50 and so on that is not less. */
function niceStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(least, 0.1)));
  return magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= least) ?? 10);
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
