/*
 * Lets Node run the TypeScript of this repository as it stands, from a cache, so that a process starts as fast as with
 * plain JavaScript: node -r ./test/support/typescript.cjs program.ts
 */
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const cache = join(__dirname, "../../node_modules/.cache/typescript");

function compiled(file) {
  const source = readFileSync(file, "utf8");
  const target = join(cache, `${createHash("sha256").update(source).digest("hex")}.js`);
  if (existsSync(target)) return readFileSync(target, "utf8");
  const ts = require("typescript");
  const { outputText } = ts.transpileModule(source, {
    fileName: file,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${target}.${process.pid}`, outputText);
  renameSync(`${target}.${process.pid}`, target);
  return outputText;
}

require.extensions[".ts"] = (module, file) => module._compile(compiled(file), file);
