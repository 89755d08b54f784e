import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfiguration } from "../../../provider/src/hosts/configuration";
import { journalFolder } from "../../../provider/src/support/journal-folder";

const home = { PULUMI_HOME: "/home" };
const inHome = join("/home", "hyperv-reference-points", "journal");

test.each([
  ["the configured one", "/mine", { ...home, HYPERV_RP_JOURNAL: "/theirs" }, "/mine"],
  ["that of the environment", undefined, { ...home, HYPERV_RP_JOURNAL: "/theirs" }, "/theirs"],
  ["the one in Pulumi's home", undefined, home, inHome],
  ["the one in Pulumi's home where the variable is empty", undefined, { ...home, HYPERV_RP_JOURNAL: "" }, inHome],
])("the journal is %s, for the provider too", (_, configured, environment, folder) => {
  expect(journalFolder(configured, environment)).toBe(folder);
  const source = (key: string) => (key === "journal" ? configured : undefined);
  expect(readConfiguration(source, environment).journal).toBe(folder);
});
