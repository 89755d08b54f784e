import { join } from "node:path";
import { configurationNamespace } from "./namespace";
import { pulumiHome } from "./pulumi-home";

/** The folder of the journal: the configured one, else `HYPERV_RP_JOURNAL`, else the one in Pulumi's home. */
export function journalFolder(configured: string | undefined, environment: NodeJS.ProcessEnv): string {
  return (
    configured ?? (environment.HYPERV_RP_JOURNAL || join(pulumiHome(environment), configurationNamespace, "journal"))
  );
}
