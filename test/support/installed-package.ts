import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import workspace from "../../package.json";
import { npm } from "./npm";
import { packPackage } from "./packed-package";

const { "@pulumi/pulumi": pulumi, typescript, "@types/node": nodeTypes } = workspace.devDependencies;

/**
 * A folder outside of this repository into which a person has installed the package from its tarball, beside the Pulumi SDK
 * and TypeScript; it lives until the end of the test file.
 */
export async function installPackage(): Promise<string> {
  const { tarball } = await packPackage();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "hyperv-rp-installed-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "program", private: true }));
  const others = [`@pulumi/pulumi@${pulumi}`, `typescript@${typescript}`, `@types/node@${nodeTypes}`];
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", tarball, ...others], folder);
  return folder;
}

/** Writes a file, folders on the way included; what is not a text is written as JSON. */
export function write(folder: string, name: string, content: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
}
