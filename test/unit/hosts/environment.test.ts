import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { environmentName, refuseUnknownVariables } from "../../../provider/src/hosts/environment";

const root = join(__dirname, "../../..");

test.each([
  ["computerName", "HYPERV_RP_COMPUTER_NAME"],
  ["sshHost", "HYPERV_RP_SSH_HOST"],
  ["password", "HYPERV_RP_PASSWORD"],
])("%s is %s in the environment", (setting, name) => {
  expect(environmentName(setting)).toBe(name);
});

describe("a variable of this package", () => {
  test("that does not exist is refused, with the nearest one and the list, without its value", () => {
    const refuse = () => refuseUnknownVariables({ PATH: "/bin", HYPERV_RP_SSHHOST: "s3cret" });
    expect(refuse).toThrow(
      /^unknown environment variable HYPERV_RP_SSHHOST\. Did you mean HYPERV_RP_SSH_HOST\? Known are HYPERV_RP_AUTHENTICATION, /,
    );
    expect(refuse).not.toThrow(/s3cret/);
  });

  test("is not told apart by case on Windows", () => {
    const environment = { Hyperv_Rp_Ssh_Host: "hv01" };
    expect(() => refuseUnknownVariables(environment, "win32")).not.toThrow();
    expect(() => refuseUnknownVariables({ hyperv_rp_sshhost: "hv01" }, "win32")).toThrow(/HYPERV_RP_SSHHOST/);
  });

  test("that the tools and tests of the repository read is known", () => {
    const read = ["tools", "test/support", "test/engine", "test/property", ".ci"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap(
          (entry) => readFileSync(join(entry.parentPath, entry.name), "utf8").match(/HYPERV_RP_[A-Z_]*[A-Z]/g) ?? [],
        ),
    );
    expect(read).toContain("HYPERV_RP_PULUMI");
    expect(() => refuseUnknownVariables(Object.fromEntries(read.map((name) => [name, "1"])))).not.toThrow();
  });
});
