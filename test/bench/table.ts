import {
  floorOf,
  medianOf,
  memoryOf,
  type PollResult,
  processorSecondsOf,
  ratioOf,
  secondsOf,
  sizesOf,
  slopeOf,
  stateOf,
} from "./ratios";
import { type Phase, phases, type Results } from "./results";
import { medianShellSeconds } from "./shell-seconds";
import { type Subject, type SubjectName, subjectNames } from "./subjects";

/** Everything that was measured, as text for a terminal: medians, and ratios to the floor with their intervals. */
export function report(results: Results, subjects: readonly Subject[]): string {
  const { machine, samples } = results;
  const present = subjects.filter(({ name }) => samples.some(({ subject }) => subject === name));
  const loads = samples.map(({ load }) => load).sort((a, b) => a - b);
  return [
    `${machine.system}, ${machine.cores} cores, Node ${machine.node}, Pulumi ${machine.pulumi}`,
    `Load average while it ran: ${loads[0]} to ${loads.at(-1)}. Steps at once: Pulumi's default.`,
    "",
    ...present.map(({ name, title, mostRepeats }) => {
      const all = samples.filter(({ subject }) => subject === name);
      const counted = Math.max(...all.map(({ repeat }) => repeat));
      const sizes = [...new Set(all.map(({ points }) => points))].join(", ");
      return `${name}: ${title}; ${sizes} points, ${counted} times${counted === mostRepeats ? ", no more on purpose" : ""}`;
    }),
    ...(present.some(({ shells }) => shells === "one-per-call")
      ? [`The shell of shell-per-call is ${machine.shell}.`]
      : []),
    "",
    "Median wall time of each command, in seconds, and its ratio to the floor (interval of the median, 90 %)",
    table(timeRows(results, secondsOf)),
    "",
    "Processor time of all processes of the command, likewise: other work of the machine is not in it",
    table(timeRows(results, processorSecondsOf)),
    "",
    "Each added point, in milliseconds",
    table(slopeRows(results)),
    "",
    "Peak memory of the provider process, and size of the state",
    table(sizeRows(results)),
    ...(present.some(({ shells }) => shells !== undefined)
      ? [
          "",
          "Shells: starts / calls / operations (see docs/performance.md for what a second is)",
          table(shellRows(results)),
        ]
      : []),
  ].join("\n");
}

type Row = readonly string[];

function timeRows(results: Results, lookAt: (phase: Phase) => PollResult): Row[] {
  return [
    ["", "points", ...phases],
    ...everyCase(results, (subject, points) => [
      subject,
      String(points),
      ...phases.map((phase) => {
        const seconds = medianOf(results, subject, points, lookAt(phase))?.toFixed(2) ?? "-";
        return [seconds, ratioText(results, subject, points, lookAt(phase))].filter((text) => text !== "").join("  ");
      }),
    ]),
  ];
}

function slopeRows(results: Results): Row[] {
  const stepsOf = (subject: SubjectName) => {
    const sizes = sizesOf(results, subject);
    return sizes.slice(1).map((to, index) => [sizes[index] ?? to, to] as const);
  };
  return [
    ["", "points", ...phases],
    ...subjectNames.flatMap((subject) =>
      stepsOf(subject).flatMap(([from, to]) => {
        const cells = phases.map((phase) => slopeOf(results, subject, [from, to], secondsOf(phase)));
        if (cells.some((cell) => cell === undefined)) return [];
        return [[subject, `${from} to ${to}`, ...cells.map((cell) => (1_000 * (cell ?? 0)).toFixed(1))]];
      }),
    ),
  ];
}

function sizeRows(results: Results): Row[] {
  return [
    ["", "points", "memory, MB", "state, KB"],
    ...everyCase(results, (subject, points) => {
      const memory = medianOf(results, subject, points, memoryOf);
      const bytes = medianOf(results, subject, points, stateOf) ?? 0;
      return [
        subject,
        String(points),
        memory === undefined ? "not measured: no /proc" : withRatio((memory * 1_024) / 1e6, memoryOf),
        withRatio(bytes / 1e3, stateOf),
      ];

      function withRatio(value: number, look: PollResult): string {
        return `${value.toFixed(0)}  ${ratioText(results, subject, points, look)}`.trim();
      }
    }),
  ];
}

function shellRows(results: Results): Row[] {
  return [
    ["", "points", "up", "refresh", "refresh, all at once", "destroy", "seconds of shells"],
    ...everyCase(results, (subject, points) => {
      const seconds = medianShellSeconds(results, subject, points) ?? 0;
      if (seconds === 0) return undefined;
      const uses = (["up", "refresh", "at once", "destroy"] as const).map((phase) =>
        (["starts", "calls", "operations"] as const)
          .map((count) =>
            medianOf(results, subject, points, ({ phases: measured, refreshAtOnce }) => {
              const { shells } = (phase === "at once" ? refreshAtOnce : measured[phase]) ?? {};
              return shells?.[count];
            }),
          )
          .join(" / "),
      );
      return [subject, String(points), ...uses, seconds.toFixed(2)];
    }),
  ];
}

function everyCase(results: Results, row: (subject: SubjectName, points: number) => Row | undefined): Row[] {
  return subjectNames.flatMap((subject) =>
    sizesOf(results)
      .filter((points) => results.samples.some((sample) => sample.subject === subject && sample.points === points))
      .flatMap((points) => {
        const cells = row(subject, points);
        return cells === undefined ? [] : [cells];
      }),
  );
}

function ratioText(results: Results, subject: SubjectName, points: number, look: PollResult): string {
  const floor = floorOf(subject);
  const ratio = floor && ratioOf(results, [subject, floor], points, look);
  return ratio === undefined ? "" : `x${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)})`;
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly Row[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: Row) =>
    widths
      .map((width, column) => (row[column] ?? "").padEnd(width))
      .join("   ")
      .trimEnd();
  return rows.map(line).join("\n");
}
