import { describe, expect, test } from "vitest";
import { engineAddress } from "../../../provider/src/engine/address";

describe("the engine's address", () => {
  test.each(["127.0.0.1:43521", "localhost:1"])("is the last argument of a provider process: %s", (address) => {
    expect(engineAddress(["node", "/sdk/cmd/dynamic-provider", address])).toBe(address);
  });

  test.each([
    ["no arguments", []],
    ["a program without any", ["node", "program.js"]],
    ["a URL", ["node", "program.js", "http://localhost:8080"]],
    ["a word before it", ["node", "program.js", "at 127.0.0.1:43521"]],
    ["something behind it", ["node", "program.js", "127.0.0.1:43521/"]],
    ["a port that is none", ["node", "program.js", "127.0.0.1:http"]],
    ["no host", ["node", "program.js", ":8080"]],
    ["another argument behind it", ["node", "127.0.0.1:43521", "--verbose"]],
  ])("is not taken from %s", (_, args) => {
    expect(engineAddress(args)).toBeUndefined();
  });
});
