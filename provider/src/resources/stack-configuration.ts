import * as pulumi from "@pulumi/pulumi";
import { environmentName } from "../hosts/environment";
import { foreignSetting, type SettingWords, unknownSetting } from "../hosts/setting-checks";
import { type Choice, isConnectionName } from "../hosts/setting-names";
import type { Coded } from "../support/error-codes";
import { configurationNamespace } from "../support/namespace";
import { findStackFiles, type StackFiles } from "../support/stack-files";
import { programError } from "./program-error";

/*
 * What only the program can check of the stack's configuration: the provider process can ask for a key by its name, but sees neither
 * which keys there are nor which file sets one.
 */

const prefix = `${configurationNamespace}:`;

const words: SettingWords = { noun: "configuration key", nameOf: (setting) => `${prefix}${setting}` };

export interface StackConfiguration {
  readonly stack: string;
  /** All keys of the stack, with their namespaces. */
  readonly values: Readonly<Record<string, string>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether it says which host is meant: not so for a resource with a provider of its own. */
  readonly namesHost: boolean;
  /** Looked for only when something is wrong. */
  readonly files: () => StackFiles;
}

/** What was found to be right: it is the same for all resources of a program. */
const checked = { true: "", false: "" };

/** Ends the program when the configuration of its stack has a setting that does not exist, or one of another connection. */
export function checkStackConfiguration({ namesHost }: Pick<StackConfiguration, "namesHost">): void {
  const values = pulumi.runtime.allConfig();
  const text = JSON.stringify(values);
  if (text === checked[`${namesHost}`]) return;
  const [problem] = problemsOf({
    stack: pulumi.getStack(),
    values,
    environment: process.env,
    namesHost,
    files: () => findStackFiles(pulumi.getRootDirectory() || process.cwd(), pulumi.getStack()),
  });
  if (problem !== undefined) throw programError(problem);
  checked[`${namesHost}`] = text;
}

export function problemsOf(configuration: StackConfiguration): readonly Coded[] {
  const settings = Object.keys(configuration.values)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
  const unknown = settings.flatMap((setting) => unknownSetting(setting, words) ?? []);
  if (unknown.length > 0 || !configuration.namesHost) return unknown;
  return settings.flatMap((setting) => foreignIn(configuration, setting) ?? []);
}

/**
 * A project may configure one host for all stacks and another for one of them: what `Pulumi.yaml` has of a connection that the stack
 * does not use is meant for the others. What stands elsewhere, in an environment of Pulumi ESC say, may be too.
 */
function foreignIn({ stack, values, environment, files }: StackConfiguration, setting: string): Coded | undefined {
  const choice = choiceOf(values, environment);
  const problem = choice === undefined ? undefined : foreignSetting(setting, choice, words);
  if (problem === undefined) return undefined;
  const key = `${prefix}${setting}`;
  const { project, stack: own } = files();
  if (own?.has(key)) {
    return {
      ...problem,
      message: `${own.name}: ${problem.message}. Remove it: pulumi config rm ${key} --stack ${stack}`,
    };
  }
  const choosing = `${prefix}${choice === "hosts" ? choice : "connection"}`;
  const chosenByProject = project?.has(choosing) === true && own?.has(choosing) !== true;
  const chosenByNobody = values[choosing] === undefined && choice === "local";
  if (project?.has(key) && (chosenByProject || chosenByNobody)) {
    const advice = `Remove the key from "config" in ${project.name}, or choose another connection`;
    return { ...problem, message: `${project.name}: ${problem.message}. ${advice}` };
  }
  return undefined;
}

/** What the configuration names; `undefined` for a connection that there is not. */
function choiceOf(
  values: StackConfiguration["values"],
  environment: StackConfiguration["environment"],
): Choice | undefined {
  const own = values[`${prefix}connection`];
  const inEnvironment = own === undefined && environment[environmentName("hosts")];
  if (values[`${prefix}hosts`] !== undefined || inEnvironment) return "hosts";
  const connection = own ?? environment[environmentName("connection")] ?? "local";
  return isConnectionName(connection) ? connection : undefined;
}
