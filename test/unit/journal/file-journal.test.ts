import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { journalScope, openFileJournal } from "../../../provider/src/journal/file-journal";
import type { Creation } from "../../../provider/src/lifecycle/stored";

const urn = "urn:pulumi:dev::backup::pulumi-nodejs:dynamic/hyperv:VmReferencePoint::sql01";

const creation: Creation = {
  step: "CreateReferencePoint",
  targetId: "0F5A2C1E-7B3D-4E6F-8A9B-0C1D2E3F4A5B",
  targetName: "o'brien ✓",
  settings: { referencePointType: "RCT", consistencyLevel: "Application", creationMethod: "Direct" },
  before: ["Microsoft:a\\b"],
  job: "42",
  since: "2026-01-31T12:00:00.000Z",
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("the journal", () => {
  test("gives back what was written, to another process too", async () => {
    await openFileJournal(folder, ["a"]).write(urn, creation);
    expect(await openFileJournal(folder, ["a"]).read(urn)).toEqual(creation);
    expect(await openFileJournal(folder, ["a"]).list()).toEqual([{ urn, creation }]);
  });

  test("is empty where nothing was written", async () => {
    const journal = openFileJournal(join(folder, "absent"), ["a"]);
    expect(await journal.read(urn)).toBeUndefined();
    expect(await journal.list()).toEqual([]);
    await expect(journal.remove(urn)).resolves.toBeUndefined();
  });

  test("forgets what is removed and leaves no file behind", async () => {
    const journal = openFileJournal(folder, ["a"]);
    await journal.write(urn, creation);
    await journal.write(urn, { ...creation, made: "P" });
    expect(await files()).toHaveLength(1);
    await journal.remove(urn);
    expect(await journal.read(urn)).toBeUndefined();
    expect(await files()).toEqual([]);
  });

  test("sees what another process has made of an entry since", async () => {
    const [ours, theirs] = [openFileJournal(folder, ["a"]), openFileJournal(folder, ["a"])];
    await ours.write(urn, creation);
    expect(await ours.read(urn)).toEqual(creation);
    await theirs.write(urn, { ...creation, job: "43" });
    expect(await ours.read(urn)).toMatchObject({ job: "43" });
    await theirs.remove(urn);
    expect(await ours.read(urn)).toBeUndefined();
    expect(await ours.list()).toEqual([]);
  });

  test("keeps scopes apart: the same URN in another backend is another resource", async () => {
    await openFileJournal(folder, ["a"]).write(urn, creation);
    expect(await openFileJournal(folder, ["b"]).read(urn)).toBeUndefined();
    expect(await openFileJournal(folder, ["b"]).list()).toEqual([]);
  });

  test.each(["", "{", '{"urn":1}'])(
    "does not guess at a broken entry (%s) but says which file it is",
    async (content) => {
      const journal = openFileJournal(folder, ["a"]);
      await journal.write(urn, creation);
      const [file = ""] = await files();
      await writeFile(file, content);
      await expect(journal.read(urn)).rejects.toThrow(file);
      expect(await readFile(file, "utf8")).toBe(content);
    },
  );
});

describe("the open creations of a target", () => {
  test("are those of which it is not known what they make, whichever process wrote them", async () => {
    const journal = openFileJournal(folder, ["a"]);
    await journal.write("urn:open", creation);
    await journal.write("urn:made", { ...creation, made: "P" });
    await journal.write("urn:nothing", { ...creation, cameToNothing: true });
    await journal.write("urn:elsewhere", { ...creation, targetId: "another" });
    const urns = async () => (await journal.openCreationsOf(creation.targetId)).map(({ urn: of }) => of).sort();
    expect(await urns()).toEqual(["urn:open"]);
    expect(await urns()).toEqual(["urn:open"]);

    await openFileJournal(folder, ["a"]).write("urn:other-process", creation);
    await openFileJournal(folder, ["a"]).write("urn:open", { ...creation, made: "Q" });
    expect(await urns()).toEqual(["urn:other-process"]);
  });

  test("are open again when this process begins anew", async () => {
    const journal = openFileJournal(folder, ["a"]);
    await journal.write(urn, { ...creation, made: "P" });
    expect(await journal.openCreationsOf(creation.targetId)).toEqual([]);
    await journal.write(urn, creation);
    expect(await journal.openCreationsOf(creation.targetId)).toHaveLength(1);
  });
});

describe("the scope of a journal", () => {
  const wsman = { connection: "wsman", computerName: "hv01" } as const;
  const ssh = { connection: "ssh", sshHost: "admin@hv01" } as const;
  /** Nobody has logged in to a backend here. */
  const nowhere = { PULUMI_HOME: "/nowhere" };

  /** A home of Pulumi where somebody has logged in, or where that file says something else. */
  async function homeWith(content: unknown, name = "home") {
    const home = join(folder, name);
    await mkdir(home);
    await writeFile(join(home, "credentials.json"), typeof content === "string" ? content : JSON.stringify(content));
    return home;
  }

  test("stays the same when a connection is mended", () => {
    const mended = { ...wsman, computerName: "HV01", username: "u", password: "p", useSsl: true, port: 5986 };
    expect(journalScope(mended, nowhere)).toEqual(journalScope(wsman, nowhere));
    expect(journalScope({ ...ssh, sshHost: "backup@HV01", powershell: "pwsh" }, nowhere)).toEqual(
      journalScope(ssh, nowhere),
    );
  });

  test("is another one for another host and for another backend", () => {
    const scopes = [
      journalScope({ connection: "local" }, nowhere),
      journalScope(wsman, nowhere),
      journalScope({ ...wsman, computerName: "hv02" }, nowhere),
      journalScope({ connection: "simulated", simulatedHost: "a.json" }, nowhere),
      journalScope({ connection: "simulated", simulatedHost: "a.json", simulatedState: "b.json" }, nowhere),
      journalScope(wsman, { PULUMI_BACKEND_URL: "s3://states" }),
      journalScope(wsman, { PULUMI_BACKEND_URL: "file://states" }),
      journalScope(wsman, { PULUMI_BACKEND_URL: "file:///states" }),
    ];
    expect(new Set(scopes.map((scope) => JSON.stringify(scope))).size).toBe(scopes.length);
  });

  test("is of the backend that was logged in to, where the environment names none", async () => {
    const current = "s3://states";
    const named = journalScope(wsman, { PULUMI_BACKEND_URL: current });
    const home = await homeWith({ current, accounts: {} });
    expect(journalScope(wsman, { PULUMI_HOME: home })).toEqual(named);
    expect(journalScope(wsman, { PULUMI_HOME: home, PULUMI_BACKEND_URL: "" })).toEqual(named);
    const another = { PULUMI_HOME: home, PULUMI_BACKEND_URL: "s3://others" };
    expect(journalScope(wsman, another)).not.toEqual(named);
    const elsewhere = { PULUMI_HOME: await homeWith({ current: "s3://others" }, "other") };
    expect(journalScope(wsman, elsewhere)).toEqual(journalScope(wsman, another));
    expect(journalScope(wsman, { ...elsewhere, PULUMI_CREDENTIALS_PATH: home })).toEqual(named);
  });

  test("is of a relative path that was logged in to as of one in the environment", async () => {
    const home = await homeWith({ current: "file://states" });
    expect(journalScope(wsman, { PULUMI_HOME: home })).toEqual(
      journalScope(wsman, { PULUMI_BACKEND_URL: "file://states" }),
    );
  });

  test.each(["", "{", "{}", '{"current":1}', '{"current":null}'])(
    "names no backend where nobody has logged in, nor where it cannot be told from %s",
    async (content) => {
      const nobody = journalScope(wsman, nowhere);
      expect(nobody).toEqual(["", "hv01"]);
      expect(journalScope(wsman, { PULUMI_HOME: await homeWith(content) })).toEqual(nobody);
    },
  );

  test("depends on the working folder only where a path is relative", () => {
    const inFolder = (working: string, url: string) => {
      const cwd = vi.spyOn(process, "cwd").mockReturnValue(working);
      try {
        return journalScope(wsman, { PULUMI_BACKEND_URL: url, PULUMI_HOME: folder });
      } finally {
        cwd.mockRestore();
      }
    };
    for (const url of ["", "s3://states", "file:///states", "file://~/states"])
      expect(inFolder("/a", url)).toEqual(inFolder("/b", url));
    expect(inFolder("/a", "file://states")).not.toEqual(inFolder("/b", "file://states"));
    expect(inFolder("/a", "file://./states")).toEqual(inFolder("/a", "file://states"));
  });
});
