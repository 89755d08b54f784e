import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file that configures a stack. */
export interface StackFile {
  /** Its name, as a user knows it: `Pulumi.yaml`. */
  readonly name: string;
  /** Whether it sets a configuration key, given in full. */
  has(key: string): boolean;
}

export interface StackFiles {
  /** `Pulumi.yaml`: what all stacks of the project have in common. */
  readonly project: StackFile | undefined;
  /** `Pulumi.<stack>.yaml`. */
  readonly stack: StackFile | undefined;
}

const extensions = ["yaml", "yml", "json"] as const;

/** The files of a stack, from the folder of a program on upwards; one that Pulumi has taken from elsewhere is not found. */
export function findStackFiles(folder: string, stack: string): StackFiles {
  const project = firstOf(folder, "Pulumi");
  if (project === undefined) {
    const parent = dirname(folder);
    return parent === folder ? { project: undefined, stack: undefined } : findStackFiles(parent, stack);
  }
  const stackFolder = /^["']?stackConfigDir["']?:\s*["']?([^"'\s#]+)/m.exec(project.content)?.[1] ?? ".";
  const found = firstOf(join(folder, stackFolder), `Pulumi.${stack}`);
  return { project: asFile(project), stack: found === undefined ? undefined : asFile(found) };
}

interface Found {
  readonly name: string;
  readonly content: string;
}

function firstOf(folder: string, name: string): Found | undefined {
  const file = extensions.map((extension) => `${name}.${extension}`).find((one) => existsSync(join(folder, one)));
  return file === undefined ? undefined : { name: file, content: readFileSync(join(folder, file), "utf8") };
}

/** A key with its namespace stands nowhere but in the configuration, so YAML need not be parsed to find it. */
function asFile({ name, content }: Found): StackFile {
  const lines = content.split("\n").filter((line) => !/^\s*#/.test(line));
  return {
    name,
    has: (key) => lines.some((line) => new RegExp(`(?:^|[\\s{,"'])${key}["']?\\s*:`).test(line)),
  };
}
