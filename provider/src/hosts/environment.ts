import { UserError } from "../support/user-error";
import { unknownName } from "./setting-checks";
import { settingNames } from "./setting-names";

const prefix = "HYPERV_RP_";

/** Read by the tools and tests of this repository, or by the bridge script: CONTRIBUTING.md tells of the former. */
const otherVariables: readonly string[] = [
  "HYPERV_RP_ACCEPTANCE",
  "HYPERV_RP_BRIDGE_PASSWORD",
  "HYPERV_RP_BRIDGE_PROXY_PASSWORD",
  "HYPERV_RP_BRIDGE_SCRIPT",
  "HYPERV_RP_ENGINE_TESTS",
  "HYPERV_RP_FUZZ_ONLY",
  "HYPERV_RP_FUZZ_SECONDS",
  "HYPERV_RP_PULUMI",
  "HYPERV_RP_PULUMI_UNAVAILABLE",
  "HYPERV_RP_PWSH",
  "HYPERV_RP_RECORD_ENGINE_CALLS",
  "HYPERV_RP_SEED",
  "HYPERV_RP_SEQUENCES",
];

/** The environment variable that stands in for a setting: `HYPERV_RP_COMPUTER_NAME` for `computerName`. */
export function environmentName(setting: string): string {
  return `${prefix}${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** A misspelt variable would be as if it were not there: a session without TLS, say. */
export function refuseUnknownVariables(environment: NodeJS.ProcessEnv, platform = process.platform): void {
  const variables = settingNames.map(environmentName);
  const unknown = Object.keys(environment)
    // Windows does not tell variables apart by case.
    .map((name) => (platform === "win32" ? name.toUpperCase() : name))
    .filter((name) => name.startsWith(prefix) && !variables.includes(name) && !otherVariables.includes(name));
  if (unknown.length === 0) return;
  throw new UserError(
    "HVRP121",
    unknown.map((name) => unknownName(`environment variable ${name}`, name, variables)).join("; "),
  );
}
