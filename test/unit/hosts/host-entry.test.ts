import { describe, expect, test } from "vitest";
import { openHost } from "../../../provider/src/hosts";
import { configurationWords, readConfiguration, refuseSettings } from "../../../provider/src/hosts/configuration";
import { providerNameKey } from "../../../provider/src/hosts/setting-names";

const hv01 = { connection: "ssh", sshHost: "admin@hv01", powershell: "pwsh" };
const hv02 = { connection: "wsman", computerName: "hv02", useSsl: true, port: "5986", callTimeout: "5m" };

function read(configured: Record<string, unknown>, environment: Record<string, string> = {}) {
  const text = (value: unknown) => (value === undefined || typeof value === "string" ? value : JSON.stringify(value));
  return readConfiguration((key) => text(configured[key]), environment).hosts;
}

const nodesOf = (hosts: ReturnType<typeof read>, name?: string) => hosts.find(name).nodes;

describe("several hosts", () => {
  test("are those of the configuration, by name, with the settings of their connections", () => {
    const hosts = read({ hosts: { hv01, hv02 } });
    expect(hosts.names).toEqual(["hv01", "hv02"]);
    expect(nodesOf(hosts, "hv01")).toEqual([hv01]);
    expect(nodesOf(hosts, "hv02")).toEqual([
      { connection: "wsman", computerName: "hv02", useSsl: true, port: 5986, callTimeout: 300_000 },
    ]);
  });

  test("may be those of the environment; what the configuration names wins as a whole", () => {
    const environment = { HYPERV_RP_HOSTS: JSON.stringify({ hv01 }), HYPERV_RP_SSH_HOST: "elsewhere" };
    expect(nodesOf(read({}, environment), "hv01")).toEqual([hv01]);
    expect(read({ hosts: { hv02 } }, environment).names).toEqual(["hv02"]);
    expect(nodesOf(read({ connection: "ssh" }, environment))).toEqual([{ connection: "ssh", sshHost: "elsewhere" }]);
  });

  test("take nothing from the environment: what one lacks may be another's", () => {
    const lacking = () => read({ hosts: { hv01: { connection: "ssh" } } }, { HYPERV_RP_SSH_HOST: "elsewhere" });
    expect(lacking).toThrow(/^configuration: hyperv-reference-points:hosts\.hv01 needs sshHost$/);
  });

  test("are one by default: the default host, or the only one", () => {
    expect(read({ hosts: { hv01, hv02 }, defaultHost: "hv02" }).find(undefined).name).toBe("hv02");
    expect(read({ hosts: { hv01 } }).find(undefined).name).toBe("hv01");
    expect(() => read({ hosts: { hv01, hv02 } }).find(undefined)).toThrow(
      'a host must be specified: there are "hv01", "hv02", and none of them is the default',
    );
  });

  test("that a state still names must be put back under a single connection too: no program says host there", () => {
    const message = expect.stringMatching(
      /^there is no host "hv01": the configuration names a single connection, and no hosts\. A state, .*\. Keep its entry in hosts, or put it back, until/,
    );
    expect(() => read({ connection: "local" }).findFormer("hv01")).toThrow(expect.objectContaining({ message }));
  });

  test("that a state does not name, where none is the default: the error says how to name it", () => {
    expect(() => read({ hosts: { hv01, hv02 } }).findFormer(undefined)).toThrow(
      expect.objectContaining({
        code: "HVRP125",
        message: expect.stringMatching(
          /Specify host, or defaultHost in the configuration\. A state that was written under a single connection does not name its host: set defaultHost to /,
        ),
      }),
    );
  });

  test("that a state still names must stay: the error says how long", () => {
    const hosts = read({ hosts: { hv01, hv02 }, defaultHost: "hv01" });
    expect(hosts.findFormer("hv02").name).toBe("hv02");
    expect(hosts.findFormer(undefined).name).toBe("hv01");
    expect(() => hosts.findFormer("hv03")).toThrow(
      expect.objectContaining({
        message:
          'there is no host "hv03" in the configuration; there are "hv01", "hv02". A state, or a creation that was interrupted, has a reference point on ' +
          '"hv03". Keep its entry in hosts, or put it back, until `pulumi up` has deleted it; if its host is gone for good, with gone: true. Or let go of it by ' +
          "`pulumi state delete`.",
      }),
    );
    const message = expect.stringMatching(/ Or let go of it by `journal forget c1`\.$/);
    expect(() => hosts.findFormer("hv03", "journal forget c1")).toThrow(expect.objectContaining({ message }));
  });

  test("are not all known to a HyperVHost, which has one: what was interrupted elsewhere is finished there", () => {
    const hosts = read({ connection: "local", [providerNameKey]: "hv01" });
    expect(hosts.findFormer("hv01").name).toBe("hv01");
    expect(() => hosts.findFormer("hv02", "journal forget c1")).toThrow(
      expect.objectContaining({
        code: "HVRP125",
        message:
          'the HyperVHost "hv01" does not know the host "hv02", on which a creation was interrupted. Declare the resource on that host again until ' +
          "`pulumi up` has finished it, or let go of the creation by `journal forget c1`.",
      }),
    );
  });

  test("carry out four operations at the same time, each another number that it says itself", () => {
    const limits = (configured: Record<string, unknown>) =>
      read(configured).entries.map(({ maxConcurrentOperations }) => maxConcurrentOperations);
    const hosts = { hv01, hv02: { ...hv02, maxConcurrentOperations: "9" } };
    expect(limits({ hosts })).toEqual([4, 9]);
    expect(limits({ hosts, maxConcurrentOperations: "2" })).toEqual([2, 9]);
    expect(limits({ connection: "local", maxConcurrentOperations: "7" })).toEqual([7]);
  });

  test("may be gone for good, each for itself: that one is not asked", async () => {
    const nodes = [{ sshHost: "n1" }, { sshHost: "n2" }];
    const hosts = read({
      hosts: { hv01, hv02: { ...hv02, gone: true }, cluster: { connection: "ssh", gone: "true", nodes } },
    });
    const sessions = hosts.entries.map((entry) => openHost(entry));
    expect(sessions.map(({ gone }) => gone)).toEqual([undefined, true, true]);
    await expect(sessions[1]?.query("Msvm_ComputerSystem")).rejects.toMatchObject({
      code: "HVRP214",
      sent: "no",
      message: expect.stringMatching(/^the entry "hv02" of hosts says that the host is gone for good/),
    });
  });

  test("are refused where one node of a cluster is called gone: it has left the cluster, or has not", () => {
    const nodes = [{ sshHost: "n1" }, { sshHost: "n2", gone: true }];
    expect(() => read({ hosts: { cluster: { connection: "ssh", nodes } } })).toThrow(
      "hyperv-reference-points:hosts.cluster: gone is that of the whole cluster. Remove a node that has left the cluster from nodes",
    );
  });

  test.each<[string, object, object]>([
    ["ssh", { sshHost: "n1" }, { sshHost: "N1" }],
    ["simulated", { simulatedHost: "h.json", simulatedNode: "n1" }, { simulatedHost: "h.json", simulatedNode: "N1" }],
    ["wsman", { computerName: "n1", port: 5986 }, { computerName: "N1", port: "5986" }],
    [
      "ssh",
      { sshHost: "n1", sshJumpHost: "jump", sshHostKey: "A" },
      { sshHost: "n1", sshJumpHost: "Jump", sshHostKey: "A" },
    ],
  ])(
    "are refused where a cluster has a node twice: it would be asked twice, and be two (%s)",
    (connection, one, same) => {
      const other = { sshHost: "n2", computerName: "n2", simulatedHost: "H.json", simulatedNode: "n1" };
      const nodes = [one, other, same].map((node) =>
        Object.fromEntries(Object.entries(node).filter(([key]) => key in one)),
      );
      expect(() => read({ hosts: { cluster: { connection, nodes } } })).toThrow(
        "hyperv-reference-points:hosts.cluster.nodes[2] is the same node as one before it. Name each node once",
      );
    },
  );

  test.each<[string, object, object]>([
    ["ports", { port: 5985 }, { port: 5986 }],
    ["passwords in case", { password: "s3cret" }, { password: "S3cret" }],
    ["paths in case", { powershell: "/opt/pwsh" }, { powershell: "/opt/Pwsh" }],
  ])("may have nodes that differ in nothing but their %s", (_, one, other) => {
    const shared = { connection: "wsman", computerName: "gateway", username: "ann", password: "s3cret" };
    const hosts = read({ hosts: { cluster: { ...shared, nodes: [one, other] } } });
    expect(nodesOf(hosts, "cluster")).toMatchObject([one, other]);
  });

  test("may be failover clusters: what nodes share stands once", () => {
    const nodes = [{ computerName: "n1" }, { computerName: "n2", port: 5986 }];
    const hosts = read({ hosts: { cluster: { connection: "wsman", useSsl: true, nodes } } });
    expect(nodesOf(hosts, "cluster")).toEqual([
      { connection: "wsman", useSsl: true, computerName: "n1" },
      { connection: "wsman", useSsl: true, computerName: "n2", port: 5986 },
    ]);
  });
});

describe("hosts are refused, and values are not repeated,", () => {
  const hosts =
    'must be hosts by their names, in JSON, such as {"hv01": {"connection": "ssh", "sshHost": "admin@hv01"}}';
  const entry = 'must be the settings of a host, such as {"connection": "ssh", "sshHost": "admin@hv01"}';
  const nodes =
    'must be a list that names each node of the cluster, such as [{"sshHost": "admin@hv01"}, {"sshHost": "admin@hv02"}]. ' +
    "For a single host remove nodes, and set all in the entry";
  const node = 'must be the settings of a node, such as {"sshHost": "admin@hv01"}';
  const number = "must be a whole number from 1 to 1000";
  const wsman = { connection: "wsman", computerName: "hv01" };

  test.each<[string, unknown, string]>([
    ["that are not JSON", "{s3cret", `: ${hosts}`],
    ["that are empty", "", `: ${hosts}`],
    ["that are a text", '"s3cret"', `: ${hosts}`],
    ["that are a number", 5, `: ${hosts}`],
    ["that are null", null, `: ${hosts}`],
    ["that are a list", [hv01], `: ${hosts}`],
    ["that are none", {}, " names no host. Name one, or remove it"],
    ["of which one is a text", { hv01: "s3cret" }, `.hv01: ${entry}`],
    ["of which one is null", { hv01: null }, `.hv01: ${entry}`],
    ["without nodes in a list of them", { c: { ...hv01, nodes: [] } }, `.c.nodes: ${nodes}`],
    ["with nodes that are no list", { c: { ...hv01, nodes: { n1: {} } } }, `.c.nodes: ${nodes}`],
    ["with nodes that are a text", { c: { ...hv01, nodes: "s3cret" } }, `.c.nodes: ${nodes}`],
    ["with a node that is a text", { c: { ...hv01, nodes: [{}, "s3cret"] } }, `.c.nodes[1]: ${node}`],
    ["with gone that is a number", { hv01: { ...hv01, gone: 1 } }, ".hv01.gone: must be true or false"],
    ["with gone that is a text", { hv01: { ...hv01, gone: "s3cret" } }, ".hv01.gone: must be true or false"],
    ["with gone that is a yes", { hv01: { ...hv01, gone: "yes" } }, ".hv01.gone: must be true or false"],
    ...[-1, 0, 1.5, 1_001, "four", "", null, []].map((given): [string, unknown, string] => [
      `with maxConcurrentOperations ${JSON.stringify(given)}`,
      { hv01: { ...hv01, maxConcurrentOperations: given } },
      `.hv01.maxConcurrentOperations: ${number}`,
    ]),
    ["with an empty text", { hv01: { ...hv01, sshHost: "" } }, ".hv01.sshHost: must not be empty"],
    ["with a number for a text", { hv01: { ...hv01, sshHost: 5 } }, ".hv01.sshHost: must be a text"],
    ["with null for a text", { hv01: { ...hv01, sshHost: null } }, ".hv01.sshHost: must be a text"],
    [
      "with a value that is none of those that there are",
      { hv01: { ...wsman, proxyType: "s3cret" } },
      '.hv01.proxyType: must be one of "None", "WinHttp", "Auto", "InternetExplorer"',
    ],
    [
      "with a number for a duration",
      { hv01: { ...wsman, callTimeout: 5 } },
      '.hv01.callTimeout: must be a duration of at least "1s", such as "90s" or "5m"',
    ],
    [
      "with a setting of the stack",
      { hv01: { ...hv01, journal: "s3cret" } },
      ".hv01.journal is not a setting of a host. Remove it, and set hyperv-reference-points:journal",
    ],
    [
      "with a setting of the cluster in a node",
      { c: { ...hv01, nodes: [{ maxConcurrentOperations: 2 }] } },
      ".c.nodes[0].maxConcurrentOperations is not a setting of a node, but of its entry. Move it there",
    ],
  ])("%s", (_, given, problem) => {
    const message = `configuration: hyperv-reference-points:hosts${problem}`;
    expect(() => read({ hosts: given })).toThrow(expect.objectContaining({ message }));
  });

  test("by the name of the variable that has them", () => {
    const ofVariable = (environment: Record<string, string>) => () => read({}, environment);
    expect(ofVariable({ HYPERV_RP_HOSTS: "s3cret" })).toThrow(
      expect.objectContaining({ message: `configuration: HYPERV_RP_HOSTS: ${hosts}` }),
    );
    const environment = { HYPERV_RP_HOSTS: JSON.stringify({ hv01 }), HYPERV_RP_DEFAULT_HOST: "nope" };
    expect(ofVariable(environment)).toThrow(
      expect.objectContaining({
        message: 'configuration: unknown host "nope" in HYPERV_RP_DEFAULT_HOST. Known are "hv01"',
      }),
    );
  });

  test.each<[string, unknown, RegExp]>([
    ["without a connection", { hv01: { sshHost: "hv01" } }, /hosts\.hv01\.connection must be one of "local", /],
    ["with an unknown one", { hv01: { connection: "s3cret" } }, /hosts\.hv01\.connection must be one of /],
    [
      "with a misspelt setting",
      { hv01: { ...hv01, sshhost: "s3cret" } },
      /^configuration: unknown setting hyperv-reference-points:hosts\.hv01\.sshhost\. Did you mean hyperv-reference-points:hosts\.hv01\.sshHost\?/,
    ],
    [
      "with a misspelt connection",
      { hv01: { conection: "s3cret" } },
      /^configuration: unknown setting hyperv-reference-points:hosts\.hv01\.conection\. Did you mean hyperv-reference-points:hosts\.hv01\.connection\? Known are authentication, callTimeout, /,
    ],
    [
      "with a setting of another connection",
      { hv01: { ...hv01, password: "s3cret" } },
      /hosts\.hv01\.password does not belong to connection "ssh", but to "wsman", "dcom"$/,
    ],
    ["with a value that cannot be", { hv01: { ...hv01, sshPort: "s3cret" } }, /hosts\.hv01\.sshPort: /],
    [
      "with nodes that are misspelt",
      { c: { ...hv01, node: [] } },
      /^configuration: unknown setting hyperv-reference-points:hosts\.c\.node\. Did you mean hyperv-reference-points:hosts\.c\.nodes\? Known are /,
    ],
    [
      "with a mistake in a node",
      { c: { connection: "wsman", nodes: [{ computerName: "n1" }, {}] } },
      /hosts\.c\.nodes\[1\] needs computerName$/,
    ],
  ])("%s", (_, hosts, problem) => {
    expect(() => read({ hosts })).toThrow(problem);
    expect(() => read({ hosts })).not.toThrow(/s3cret/);
  });

  test.each<[string, string, RegExp]>([
    ["a host", '{"hv01": {"connection": "local"}, "__proto__": {"sshHost": "s3cret"}}', /hosts: "__proto__" can be /i],
    ["a setting", '{"hv01": {"connection": "local", "__proto__": "s3cret"}}', /hosts\.hv01: "__proto__" can be /i],
    [
      "a setting of a node",
      '{"c": {"connection": "wsman", "nodes": [{"computerName": "n1", "__proto__": "s3cret"}]}}',
      /hosts\.c\.nodes\[0\]: "__proto__" can be the name of neither a host nor a setting\. Rename or remove it$/i,
    ],
  ])('with %s named "__proto__", which no object can have as a name', (_, hosts, problem) => {
    expect(() => read({ hosts })).toThrow(problem);
    expect(() => read({}, { HYPERV_RP_HOSTS: hosts })).toThrow(problem);
    expect(() => read({ hosts })).not.toThrow(/s3cret/);
  });

  test("by names that steer a terminal, which are shown as text, and in quotes where several stand in a row", () => {
    const name = "a\u001b[2J, b";
    const shown = '"a\\u001b[2J, b"';
    const hosts = { [name]: hv01, "2001:db8::1": hv02 };
    const all = `there are ${shown}, "2001:db8::1"`;
    const refused = (read: () => unknown, start: string) =>
      expect(read).toThrow(expect.objectContaining({ message: expect.stringContaining(start) }));
    refused(() => read({ hosts }).find(undefined), `a host must be specified: ${all}, and none`);
    refused(() => read({ hosts }).find("\u001b"), `there is no host "\\u001b" in the configuration; ${all}`);
    refused(() => read({ hosts }).findFormer("\u001b"), 'has a reference point on "\\u001b". Keep');
    refused(() => read({ connection: "local" }).find("\u001b"), 'there is no host "\\u001b": the configuration names');
    refused(
      () => read({ hosts, defaultHost: "\u001b" }),
      `unknown host "\\u001b" in hyperv-reference-points:defaultHost`,
    );
    refused(() => read({ hosts, defaultHost: "c" }), `Known are "2001:db8::1", ${shown}`);
    refused(() => read({ hosts: { [name]: { connection: "ssh" } } }), "points:hosts.a\\u001b[2J, b needs sshHost");
    refused(
      () => read({ hosts: { hv01: { ...hv01, "\u001b": 1 } } }),
      "unknown setting hyperv-reference-points:hosts.hv01.\\u001b.",
    );
    refused(() => read({ connection: "\u001b" }), 'connection is "\\u001b"; it must be one of');
  });

  test.each(["", " ", "\t\n"])("with a name that nobody sees (%j)", (name) => {
    expect(() => read({ hosts: { hv01, [name]: hv02 } })).toThrow(
      /^configuration: hyperv-reference-points:hosts: the name of a host is empty or blank\. Give the host a name$/,
    );
  });

  test.each<[string, string]>([
    ["hv1", ' Did you mean "hv01"?'],
    ["nope", ""],
    ["", ""],
  ])('of which none is the default host "%s"', (defaultHost, hint) => {
    const message = `configuration: unknown host "${defaultHost}" in hyperv-reference-points:defaultHost.${hint} Known are "hv01", "hv02"`;
    expect(() => read({ hosts: { hv01, hv02 }, defaultHost })).toThrow(expect.objectContaining({ message }));
  });

  test("beside a single connection of the same place", () => {
    const refuse = (given: Record<string, string>) =>
      refuseSettings(Object.keys(given), (key) => given[key], {}, configurationWords);
    const hosts = JSON.stringify({ hv01 });
    expect(() => refuse({ hosts, defaultHost: "hv01", journal: "j" })).not.toThrow();
    expect(() => refuse({ hosts, sshHost: "hv02" })).toThrow(
      "hyperv-reference-points:sshHost is about a single connection, and hyperv-reference-points:hosts is specified",
    );
    expect(() => refuse({ connection: "ssh", sshHost: "hv02", defaultHost: "hv01" })).toThrow(
      "hyperv-reference-points:defaultHost has no meaning without hyperv-reference-points:hosts",
    );
  });
});
