import { spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";

/**
 * Runs a command that shares this terminal, and waits for its end whatever signals arrive: Ctrl-C reaches the whole
 * group, so the command has been told already, and it is the command's to decide.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>} its exit code
 */
export function runVisibly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    const ofTheTerminal = () => {};
    // A runner sends SIGTERM to this process alone.
    const passOn = () => child.kill("SIGTERM");
    process.on("SIGINT", ofTheTerminal).on("SIGTERM", passOn);
    const done = () => process.off("SIGINT", ofTheTerminal).off("SIGTERM", passOn);
    child.once("error", (error) => {
      done();
      reject(new Error(`${command} cannot be started: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      done();
      resolve(code ?? 128 + (constants.signals[/** @type {NodeJS.Signals} */ (signal)] ?? 0));
    });
  });
}

/**
 * Runs a command and collects what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { onErrorLine?: (line: string) => void }} [options]
 * @returns {Promise<{ exitCode: number, stdout: string, stderr: string }>}
 */
export function runQuietly(command, args, { onErrorLine, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      stderr += chunk;
    });
    if (onErrorLine) createInterface({ input: child.stderr }).on("line", onErrorLine);
    child.once("error", (error) => reject(new Error(`${command} cannot be started: ${error.message}`)));
    child.once("close", (code) => resolve({ exitCode: code ?? 1, stdout, stderr }));
  });
}
