import { readInventory } from "../hyperv/inventory";
import { withCode } from "../support/error-codes";
import { printable } from "../support/printable";
import { UserError } from "../support/user-error";
import {
  decideOwnership,
  type Orphan,
  type Ownership,
  type SharedPoint,
  type StandingPoint,
  type Uncertain,
} from "./ownership";
import type { StackExport } from "./stack-export";
import type { CommandResult, Invocation, Subcommand } from "./subcommand";
import { adoption, destroyCommands } from "./suggestions";
import { count, type Page, wrap } from "./terminal";

export const orphans: Subcommand = {
  name: "orphans",
  description: "Show the reference points that no stack owns, and what would remove them. Removes nothing.",

  addOptions(command) {
    command
      .option(
        "--state <file...>",
        "files made by `pulumi stack export` (- is standard input); give those of all stacks that use the host",
      )
      .option("--expect-none", "end with 3 when a point is an orphan, or may be one, and with 1 when no host is asked")
      .addHelpText(
        "after",
        "\nWhatever no given state owns is shown: leave a stack out, and its points are\namong them.",
      );
  },

  // That there is none can be said only of a host that was asked.
  needsAnswer: ({ expectNone }) => expectNone === true,

  async run(invocation, { state, expectNone }) {
    if (!Array.isArray(state)) throw new UserError("HVRP131", noState);
    return showOrphans(invocation, await invocation.inputs.stackExports(state), expectNone === true);
  },
};

const noState =
  "orphans needs --state <file...>: without the states of your stacks every point would be an orphan. Make each by: pulumi stack " +
  "export --file <file>";

async function showOrphans(
  { session, host, name, hostName, page }: Invocation,
  exports: readonly StackExport[],
  expectNone: boolean,
): Promise<CommandResult> {
  const ownership = decideOwnership(await readInventory(session), exports);
  const creations = exports.flatMap((one) => one.creations);
  const resourceNames = new Set<string>();
  const suggested = ownership.orphans.map((orphan) => {
    const commands = {
      destroy: destroyCommands(orphan),
      ...adoption(orphan, unusedName(orphan, name, resourceNames), hostName),
    };
    return { orphan, commands };
  });
  if (page !== undefined) {
    printStates(page, exports);
    for (const one of exports) printNotes(page, one);
    printSummary(page, ownership, host);
    for (const { orphan, commands } of suggested) printOrphan(page, orphan, commands);
    printUncertain(page, ownership.uncertain);
    printShared(page, ownership.shared);
  }
  return {
    result: {
      states: exports.map(({ file, stack, claims }) => {
        return { file, stack: stack ?? null, points: claims.filter(({ role }) => role === "owned").length };
      }),
      owned: ownership.owned,
      orphans: suggested.map(({ orphan: { kind, point, referencedBy }, commands }) => {
        return { kind, point, referencedBy, suggestedCommands: commands };
      }),
      uncertain: ownership.uncertain.map(({ kind, point, urn, reason }) => ({ kind, point, urn, reason })),
      shared: ownership.shared.map(({ kind, point, urns }) => ({ kind, point, urns })),
      pendingCreations: creations.map(({ urn, kind, target }) => ({ urn, kind, target: target ?? null })),
      outdatedNotes: exports.flatMap((one) => one.outdatedNotes),
    },
    summary: `${count(ownership.owned, "owned point")}, ${count(suggested.length, "orphan")}, ${ownership.uncertain.length} uncertain`,
    exitCode: expectNone && suggested.length + ownership.uncertain.length > 0 ? 3 : 0,
  };
}

type Commands = ReturnType<typeof adoption> & { readonly destroy: readonly string[] };

function nameOf({ kind, point }: StandingPoint): string {
  return kind === "VmReferencePoint"
    ? point.virtualSystemName || point.virtualSystemId
    : point.virtualSystemCollectionName || point.virtualSystemCollectionId;
}

/** Resources of one type need names of their own: hosts may have virtual machines of one name. */
function unusedName(orphan: StandingPoint, host: string | undefined, used: Set<string>): string {
  const name = host === undefined ? nameOf(orphan) : `${nameOf(orphan)}-${host}`;
  const keyOf = (candidate: string) => `${orphan.kind} ${candidate}`;
  let candidate = name;
  for (let number = 2; used.has(keyOf(candidate)); number += 1) candidate = `${name}-${number}`;
  used.add(keyOf(candidate));
  return candidate;
}

function printStates(page: Page, exports: readonly StackExport[]): void {
  for (const { file, stack, claims } of exports) {
    const points = claims.filter(({ role }) => role === "owned").length;
    page.write(wrap(`${stack ?? "a stack without resources"} (${file}) owns ${count(points, "point")}`, page.width, 2));
  }
}

function printNotes(page: Page, { creations, outdatedNotes }: StackExport): void {
  const clear = "pulumi refresh --clear-pending-creates";
  const warnings = [
    ...creations.map(({ urn, cutOff }) =>
      cutOff
        ? `the creation of ${urn} was cut off. Run pulumi up on its stack first: it finishes it, if this runner has its journal. ` +
          `Then clear the note of it, behind which an orphan would stay hidden: ${clear}`
        : `the creation of ${urn} is pending. Run pulumi up on its stack first: it finishes it.`,
    ),
    ...outdatedNotes.map(
      (urn) =>
        `the state notes a creation of ${urn} that was cut off, and has that resource. If it was being replaced, run pulumi up on its ` +
        `stack first. Then clear the note: ${clear}`,
    ),
  ];
  for (const message of warnings) {
    page.write(`${page.paint("yellow", "warning")}  ${wrap(withCode({ code: "HVRP408", message }), page.width, 9)}`);
  }
}

function printSummary(page: Page, { owned, orphans: found, uncertain }: Ownership, host: string): void {
  const doubt = uncertain.length === 0 ? "" : `, ${uncertain.length} may be theirs`;
  const text = `On ${host} the given states own ${count(owned, "point")}${doubt}; ${
    found.length === 0
      ? "no point is an orphan."
      : `${count(found.length, "point is", "points are")} owned by none of them.`
  }`;
  page.write(`\n${wrap(text, page.width)}`);
  if (found.length === 0) return;
  const warning =
    "Another product or another stack may need such a point: to destroy it breaks that backup chain. Nothing below was run.";
  page.write(wrap(warning, page.width));
}

function printOrphan(page: Page, orphan: Orphan, commands: Commands): void {
  const { kind, point, referencedBy } = orphan;
  page.write(`\n${heading(page, orphan)}`);
  if (kind === "CollectionReferencePoint") {
    for (const { virtualSystemName, virtualSystemId, instanceId } of point.members) {
      page.write(printable(`  member ${virtualSystemName || virtualSystemId}: ${instanceId}`));
    }
  }
  for (const urn of referencedBy) page.write(printable(`  looked up, not owned, by ${urn}`));
  page.write("  not run, in PowerShell on the host, to destroy it:");
  for (const line of commands.destroy) page.write(`    ${printable(line)}`);
  if ("adopt" in commands) {
    page.write("  not run, in a Pulumi program, to own it:");
    page.write(`    ${printable(commands.adopt)}`);
  } else {
    page.write(`  it cannot be adopted: ${printable(commands.notAdoptable)}`);
  }
}

function printUncertain(page: Page, uncertain: readonly Uncertain[]): void {
  for (const one of uncertain) {
    page.write(`\n${heading(page, one)}`);
    page.write(`  ${wrap(`not counted as an orphan: ${one.reason} (${one.urn})`, page.width, 2)}`);
  }
}

function printShared(page: Page, shared: readonly SharedPoint[]): void {
  const text =
    "owned by several resources: whichever is deleted first deletes it for all. Leave it to one, and take it from the others by " +
    "pulumi state delete:";
  for (const one of shared) {
    page.write(`\n${heading(page, one)}`);
    page.write(`  ${wrap(text, page.width, 2)}`);
    for (const urn of one.urns) page.write(`    ${printable(urn)}`);
  }
}

function heading(page: Page, one: StandingPoint): string {
  const { instanceId, referencePointType, consistencyLevel } = one.point;
  const of = one.kind === "VmReferencePoint" ? "VM" : "VM group";
  const name = page.paint("bold", printable(`${of} ${nameOf(one)}`));
  return `${name}  ${referencePointType}, ${consistencyLevel}\n  point ${printable(instanceId)}`;
}
