import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { cim } from "../../../../provider/src/cim/value";
import { openPowerShellHost } from "../../../../provider/src/hosts/powershell";
import { noSshServer, startSshServer } from "../../../support/ssh-server";
import { type Behaviour, standInShell } from "../../../support/stand-in/behaviour";
import { isAlive, type Report } from "../../../support/stand-in/open";

const reason = noSshServer === undefined ? "" : ` (skipped: ${noSshServer})`;
const thing = { className: "Test_Thing", keys: { Id: "1" } };

describe.skipIf(noSshServer !== undefined)(`over a real ssh server${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "hyperv-rp-ssh-"));
  const report = join(folder, "report.json");
  let server: Awaited<ReturnType<typeof startSshServer>>;

  beforeAll(async () => {
    server = await startSshServer(folder);
  });
  afterAll(() => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The environment does not go along, so the stand-in's is part of the command on the host. */
  function open(behaviour: Behaviour = {}, sshHost = "hv01", powershell?: string) {
    const standIn = `env STAND_IN_BEHAVIOUR='${JSON.stringify({ ...behaviour, report })}' ${standInShell}`;
    const session = openPowerShellHost(
      { connection: "ssh", sshHost, powershell: powershell ?? standIn },
      { environment: server.environment },
    );
    onTestFinished(() => session.close());
    return session;
  }

  test("calls get their answers", async () => {
    const session = open();
    const out = { Text: cim.string("it's Größe \ud83d"), Count: cim.uint64(18446744073709551615n) };
    expect(await session.invoke(thing, "Do", out)).toEqual({ returnValue: 0, out });
    expect(await Promise.all(Array.from({ length: 100 }, () => session.get(thing)))).toHaveLength(100);
  });

  test("the terminal sequences of a PowerShell on Linux do no harm in hundreds of calls", async () => {
    const session = open({ afterDelimiter: "\u001b[?1h\u001b=" });
    for (let call = 0; call < 500; call += 1) expect(await session.get(thing)).toBeDefined();
  });

  test("the shell on the host ends with the session", async () => {
    const session = open();
    await session.get(thing);
    const { pid } = JSON.parse(readFileSync(report, "utf8")) as Report;
    expect(isAlive(pid)).toBe(true);
    await session.close();
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  });

  test("a host without PowerShell is told", async () => {
    const session = open({}, "hv01", "no-such-powershell");
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringMatching(
        /no-such-powershell on hv01 \(ssh\) ended with code 127 before its first answer\. Check that it is there/,
      ),
    });
  });

  test("a host that cannot be reached is told, in the words of ssh", async () => {
    const session = open({}, "nobody");
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringMatching(
        /cannot reach nobody \(ssh\): the host refuses connections\. .* It said: ssh: connect to host .*refused/,
      ),
    });
  });

  test.each([
    ["changed", /: the host key has changed\. .* It said: .*REMOTE HOST IDENTIFICATION HAS CHANGED/],
    ["unknown", /: the host key is not known\. .* It said: .*Host key verification failed/],
    ["stranger", /: the host refused the logon\. .* It said: .*Permission denied \(/],
  ])("what ssh refuses is told by its cause, and not waited for: %s", async (sshHost, message) => {
    await expect(open({}, sshHost).get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      permanent: true,
      message: expect.stringMatching(message),
    });
  });

  test("a path with a space and no quotes is told", async () => {
    const session = open({}, "hv01", "C:\\Program Files\\PowerShell\\7\\pwsh.exe");
    await expect(session.get(thing)).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/the path of PowerShell on hv01 \(ssh\) has a space and no quotes/),
    });
  });

  test("a host whose name looks like an option is a host", async () => {
    const session = open({}, "-oProxyCommand=touch /nowhere");
    await expect(session.get(thing)).rejects.toMatchObject({
      kind: "Unavailable",
      message: expect.stringMatching(/cannot reach -oProxyCommand/),
    });
  });
});
