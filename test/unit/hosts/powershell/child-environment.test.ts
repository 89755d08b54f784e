import { describe, expect, test } from "vitest";
import { childEnvironment } from "../../../../provider/src/hosts/powershell/child-environment";

describe("the environment of PowerShell and ssh", () => {
  test.each([
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_BACKEND_URL",
    "PULUMI_CONFIG",
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_CONFIG_SECRET_KEYS",
    "HYPERV_RP_PASSWORD",
    "HYPERV_RP_COMPUTER_NAME",
  ])("has no %s, in any case", (name) => {
    const mixed = name.toLowerCase().replace(/_./g, (letter) => letter.toUpperCase());
    const environment = { [name]: "s3cret", [name.toLowerCase()]: "s3cret", [mixed]: "s3cret", Path: "C:\\" };
    expect(childEnvironment(environment)).toEqual({ Path: "C:\\" });
  });

  test("has everything else", () => {
    const environment = { PATH: "/bin", PULUMI_HOME: "/p", SSH_AUTH_SOCK: "/s", PULUMI_CONFIGURATION: "1" };
    expect(childEnvironment(environment)).toEqual(environment);
  });
});
