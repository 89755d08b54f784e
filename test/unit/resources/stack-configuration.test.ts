import { describe, expect, test } from "vitest";
import { problemsOf } from "../../../provider/src/resources/stack-configuration";
import { withCode } from "../../../provider/src/support/error-codes";
import type { StackFile } from "../../../provider/src/support/stack-files";

type Settings = Readonly<Record<string, string>>;

interface Layout {
  /** What `Pulumi.yaml` sets. */
  readonly project?: Settings;
  /** What `Pulumi.prod.yaml` sets. */
  readonly stack?: Settings;
  /** What comes from elsewhere, such as an environment of Pulumi ESC. */
  readonly elsewhere?: Settings;
  readonly environment?: NodeJS.ProcessEnv;
  readonly namesHost?: boolean;
}

const keyed = (settings: Settings) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`hyperv-reference-points:${name}`, value]));

function problems({ project = {}, stack = {}, elsewhere = {}, environment = {}, namesHost = true }: Layout) {
  const file = (name: string, settings: Settings): StackFile => ({ name, has: (key) => key in keyed(settings) });
  return problemsOf({
    stack: "prod",
    values: { "acme:sshhost": "x", ...keyed({ ...elsewhere, ...project, ...stack }) },
    environment,
    namesHost,
    files: () => ({ project: file("Pulumi.yaml", project), stack: file("Pulumi.prod.yaml", stack) }),
  }).map(withCode);
}

const simulated = { connection: "simulated", simulatedHost: "host.json" };
const ssh = { connection: "ssh", sshHost: "hv01" };

describe("the configuration of a stack", () => {
  test("has no key that does not exist", () => {
    expect(problems({ stack: { ...ssh, sshhost: "hv01" } })).toEqual([
      expect.stringMatching(
        /^unknown configuration key hyperv-reference-points:sshhost\. Did you mean hyperv-reference-points:sshHost\? Known are /,
      ),
    ]);
  });

  test("has no key of another connection, and the file that has one is named", () => {
    expect(problems({ project: simulated, stack: { sshHost: "hv01" } })).toEqual([
      'Pulumi.prod.yaml: hyperv-reference-points:sshHost does not belong to connection "simulated", but to "ssh". ' +
        "Remove it: pulumi config rm hyperv-reference-points:sshHost --stack prod (HVRP123)",
    ]);
    expect(problems({ project: { ...simulated, sshHost: "hv01" } })).toEqual([
      'Pulumi.yaml: hyperv-reference-points:sshHost does not belong to connection "simulated", but to "ssh". ' +
        'Remove the key from "config" in Pulumi.yaml, or choose another connection (HVRP123)',
    ]);
  });

  test.each<[string, Layout]>([
    ["one stack has a host of its own", { project: simulated, stack: ssh }],
    ["each stack names its connection", { project: { sshHost: "hv01" }, stack: simulated }],
    [
      "the environment names the connection",
      { project: { sshHost: "hv01" }, environment: { HYPERV_RP_CONNECTION: "dcom" } },
    ],
    ["a default comes from elsewhere", { elsewhere: simulated, stack: ssh }],
    ["all resources have providers of their own", { project: { sshHost: "hv01" }, namesHost: false }],
    ["the connection is for the provider to refuse", { stack: { connection: "winrm", sshHost: "hv01" } }],
  ])("may have keys for others where %s", (_, layout) => {
    expect(problems(layout)).toEqual([]);
  });

  const hosts = { hosts: JSON.stringify({ hv01: ssh }), defaultHost: "hv01" };

  test("names several hosts or a single connection", () => {
    expect(problems({ stack: hosts })).toEqual([]);
    expect(problems({ stack: { ...hosts, sshHost: "hv01" } })).toEqual([
      "Pulumi.prod.yaml: hyperv-reference-points:sshHost is about a single connection, and hyperv-reference-points:hosts is specified. " +
        "Remove it: pulumi config rm hyperv-reference-points:sshHost --stack prod (HVRP123)",
    ]);
    expect(problems({ project: hosts, stack: simulated })).toHaveLength(2);
    expect(problems({ project: simulated, stack: hosts })).toEqual([]);
    expect(problems({ stack: { ...ssh, defaultHost: "hv01" } })).toEqual([
      expect.stringContaining(
        "hyperv-reference-points:defaultHost has no meaning without hyperv-reference-points:hosts",
      ),
    ]);
    expect(problems({ stack: { defaultHost: "hv01" }, environment: { HYPERV_RP_HOSTS: hosts.hosts } })).toEqual([]);
  });

  test("has no host to reach over ssh where nothing says ssh", () => {
    expect(problems({ project: { sshHost: "hv01" } })).toEqual([expect.stringContaining('connection "local"')]);
  });

  test("has no misspelt key even where all resources have providers of their own", () => {
    expect(problems({ stack: { sshhost: "hv01" }, namesHost: false })).toHaveLength(1);
  });
});
