import { readFileSync } from "node:fs";
import { join } from "node:path";

/*
 * What the engine calls a provider with, command by command: `engine-calls.json`, recorded from a real Pulumi CLI by
 * test/engine/engine-calls.test.ts, which records it again and compares. It is the specification of what an engine that is only
 * played has to do.
 *
 * A scenario is a sequence of commands on one stack; not all of them are of interest, and only those that are were recorded. In
 * the calls
 *   - `kind` and `value` are inputs of the resource; a change of `kind` is answered with a replacement, of `value` with an update;
 *   - `made` is there in outputs only: 1 is the first thing that was ever made in the scenario, whose id is `id-1`;
 *   - `pending` is there in the outputs of a creation or an update that was answered as a partial one;
 *   - `configure` is the first call that a provider process gets: a second one in a command is another process;
 *   - the text of the provider, in all inputs and outputs, was left out.
 * All commands were run with `--parallel 1`: without it the calls for several resources, those of a replacement that is still to be
 * deleted among them, come side by side and in any order; those for one of them stay in theirs. What refresh and destroy ask of
 * several resources comes in any order even so, and was sorted by their ids.
 *
 * What is easily imagined otherwise:
 *   - check has empty olds whenever a create is to follow, so for each replacement too. One that diff asks for is checked twice:
 *     with the old inputs before diff, with none after it. One that is forced (`--replace`, `--target-replace`, taint) is checked once,
 *     with none, and diff is not asked; nor is it for a changed `replacementTrigger`.
 *   - Nothing is checked of what is only deleted or only read, nor of what a command with `--target` leaves out.
 *   - Where diff finds no change, the new inputs are stored and the outputs stay: from then on they contradict each other.
 *   - A refresh asks diff with fresh outputs and old inputs. It also reads what is only there to be deleted; it does not read what
 *     a provider that died may have made, nor what was deleted before its replacement.
 *   - A forced replacement whose create did not return is forgotten, but for a taint. One that was deleted before its replacement is
 *     compared by diff in the next command, and replaced whatever diff says.
 *   - What was only partially created is updated, whatever diff says, unless diff asks for a replacement.
 *   - A provider that is asked for nothing is not started: a destroy may come and go without it.
 */

/** Inputs or outputs of a resource. */
export type Values = Readonly<Record<string, unknown>>;

export type EngineCall =
  | { readonly method: "configure" }
  | { readonly method: "check"; readonly olds: Values; readonly news: Values }
  | { readonly method: "diff" | "update"; readonly id: string; readonly olds: Values; readonly news: Values }
  | { readonly method: "create"; readonly inputs: Values }
  | { readonly method: "read" | "delete"; readonly id: string; readonly props: Values };

export interface EngineCommand {
  /** As a person types it, without what is the same everywhere (`--yes`). */
  readonly command: string;
  /** What is particular about it. */
  readonly where?: string;
  readonly exitCode: number;
  readonly calls: readonly EngineCall[];
}

/** By the name of the scenario. */
export type EngineCalls = Readonly<Record<string, readonly EngineCommand[]>>;

export const engineCallsFile = join(__dirname, "engine-calls.json");

export function readEngineCalls(): EngineCalls {
  return JSON.parse(readFileSync(engineCallsFile, "utf8")) as EngineCalls;
}
