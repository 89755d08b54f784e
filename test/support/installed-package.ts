import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import workspace from "../../package.json";
import { npm } from "./npm";
import { packPackage } from "./packed-package";

const { "@pulumi/pulumi": pulumi, typescript, "@types/node": nodeTypes } = workspace.devDependencies;

const usual = [`@pulumi/pulumi@${pulumi}`, `typescript@${typescript}`, `@types/node@${nodeTypes}`];

/** Does what a person does in an empty folder: installs the package from its tarball, beside the Pulumi SDK and TypeScript. */
export async function installPackage(folder: string, others: readonly string[] = usual): Promise<void> {
  const { tarball } = await packPackage(folder);
  write(folder, "package.json", { name: "program", private: true });
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", tarball, ...others], folder);
}

/** Writes a file, folders on the way included; what is not a text is written as JSON. */
export function write(folder: string, name: string, content: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
}
