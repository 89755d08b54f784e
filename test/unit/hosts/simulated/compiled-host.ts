import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const source = resolve(__dirname, "../../../../provider/src");

/** What the simulated host consists of: it stands on nothing else. */
const parts = ["cim", "support", "hosts/simulated"];

/** Where Node.js finds the packages that compiled files outside of the repository need: for NODE_PATH. */
export const packages = resolve(source, "../../node_modules");

/** Compiles the simulated host into a folder, so that plain Node.js processes can load it. Answers with its module. */
export function compileHost(folder: string): string {
  for (const part of parts) for (const file of filesOf(join(source, part))) compile(file, folder);
  return join(folder, "hosts/simulated/index.js");
}

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).flatMap((name) => filesOf(join(path, name)));
}

function compile(file: string, folder: string): void {
  const target = join(folder, file.slice(source.length).replace(/\.ts$/, ".js"));
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}
