import { homedir } from "node:os";
import { join } from "node:path";

/** Where Pulumi keeps what belongs to a user. */
export function pulumiHome(environment: NodeJS.ProcessEnv): string {
  return environment.PULUMI_HOME || join(homedir(), ".pulumi");
}
