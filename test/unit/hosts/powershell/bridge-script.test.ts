import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bridgeScript } from "../../../../provider/src/hosts/powershell/launch";

const checker = join(__dirname, "../../../../tools/check-powershell.mjs");

async function problemsOf(text: string): Promise<string[]> {
  const { problemsOf } = (await import(checker)) as { problemsOf: (text: string) => Promise<string[]> };
  return problemsOf(text);
}

describe("the bridge script", () => {
  const text = readFileSync(bridgeScript, "utf8");

  test("parses, and Windows PowerShell 5.1 knows all of it", async () => {
    expect(await problemsOf(text)).toEqual([]);
  });

  test("is part of the package", () => {
    const manifest = JSON.parse(readFileSync(join(__dirname, "../../../../provider/package.json"), "utf8"));
    expect(manifest.files).toContain("bridge");
    expect(bridgeScript).toBe(join(__dirname, "../../../../provider/bridge/hyperv-bridge.ps1"));
  });

  test("makes strings part of a query in one place only", () => {
    expect(text.match(/ConvertTo-HvLiteral/g)).toHaveLength(2);
    expect(text.match(/\bFilter\b/g)).toHaveLength(1);
  });

  test("calls a method in one place, right after it has looked at the time and has noted that it may begin", () => {
    expect(text.match(/Invoke-CimMethod/g)).toHaveLength(1);
    expect(text).toMatch(
      /\n {2}Assert-HvMayBegin \$Operation\n {2}\$script:HvSent = \$true\n {2}\$result = Invoke-CimMethod /,
    );
  });

  test("writes nothing but frames", () => {
    expect(text).not.toMatch(/Write-(?:Host|Output|Error|Warning|Verbose|Information)/);
    expect(text.match(/\[Console\]::/g)).toHaveLength(1);
  });
});

describe("the check of a script rejects", () => {
  test.each([
    ["a brace that is not closed", "function Get-HvThing {\n  return 1\n"],
    ["a parenthesis that is not closed", "$a = (1 + 2"],
    ["a string that is not closed", "$a = 'text"],
    ["an empty field", "$a = @{ name = }"],
    ["a ternary", "$a = $b ? 1 : 2"],
    ["a null-coalescing operator", "$a = $b ?? 1"],
    ["a null-coalescing assignment", "$a ??= 1"],
    ["a null-conditional member", "$a = (Get-Command)?.Name"],
    ["a chain of pipelines with &&", "Get-Command && Get-Command"],
    ["a chain of pipelines with ||", "Get-Command || Get-Command"],
    ["a job by &", "Get-Command &\n"],
    ["a parameter of PowerShell 7", "$a = ConvertFrom-Json -AsHashtable -InputObject $b"],
    ["a parallel loop", "$a | ForEach-Object -Parallel { $_ }"],
    ["a command that it does not know", "Get-Error"],
    ["a variable of PowerShell 7", "if ($IsWindows) { return 1 }"],
    ["an escape of PowerShell 7", '$a = "`u{1F600}"'],
    ["a number of PowerShell 7", "$a = 0b1010"],
    ["a class", "class Thing { [int]$Size }"],
    ["a clean block", "function Get-HvThing { clean { } }"],
    ["characters beyond ASCII", "# Größe\n$a = 1"],
  ])("%s", async (_, script) => {
    expect(await problemsOf(script)).not.toEqual([]);
  });

  test("nothing that is good, and says where the rest is", async () => {
    expect(await problemsOf("$a = if ($b) { 1 } else { 2 }\n")).toEqual([]);
    expect(await problemsOf("$a = 1\n$b = $a ?? 2\n")).toEqual([expect.stringMatching(/^2: /)]);
  });
});
