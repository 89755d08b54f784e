/** Of Pulumi: the decrypted configuration of the stack, and what opens the state. PowerShell and ssh need none of it. */
const secretsOfPulumi: ReadonlySet<string> = new Set([
  "PULUMI_ACCESS_TOKEN",
  // It may hold the password of a database.
  "PULUMI_BACKEND_URL",
  "PULUMI_CONFIG",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "PULUMI_CONFIG_SECRET_KEYS",
]);

/** The settings of this package, the password among them. */
const settings = "HYPERV_RP_";

/** What the processes inherit that reach a host. Windows does not tell variables apart by case. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => {
    const upperCase = name.toUpperCase();
    return !secretsOfPulumi.has(upperCase) && !upperCase.startsWith(settings);
  });
  return Object.fromEntries(inherited);
}
