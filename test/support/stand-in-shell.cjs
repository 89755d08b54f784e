#!/usr/bin/env node
/*
 * A stand-in for PowerShell, started through the `powershell` option: speaks what node-powershell speaks over standard
 * input, and the wire contract of the bridge. What it answers and how it misbehaves is said by the environment: see
 * stand-in/behaviour.ts. Runs the TypeScript beside it from a cache, so that it starts as fast as plain JavaScript.
 */
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const cache = join(__dirname, "../../node_modules/.cache/stand-in-shell");

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
require("./stand-in/shell.ts");
