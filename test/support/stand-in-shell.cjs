#!/usr/bin/env node
/*
 * A stand-in for PowerShell, started through the `powershell` option: speaks what node-powershell speaks over standard
 * input, and the wire contract of the bridge. What it answers and how it misbehaves is said by the environment: see
 * stand-in/behaviour.ts.
 */
require("./typescript.cjs");
require("./stand-in/shell.ts");
