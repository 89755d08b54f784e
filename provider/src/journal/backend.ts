import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { pulumiHome } from "../support/pulumi-home";

/**
 * The backend that keeps the state of the stack: URNs are the same in another one. A relative path is another backend in
 * another folder, and one with another password is the same.
 */
export function backendOf(environment: NodeJS.ProcessEnv): string {
  const url = withoutCredentials(environment.PULUMI_BACKEND_URL || loggedInTo(environment));
  const path = /^file:\/\/(?!\/|~|[A-Za-z]:)(.*)/s.exec(url)?.[1];
  return path === undefined ? url : `file://${resolve(path)}`;
}

/** A URL without what opens the backend: the journal and what is shown of it are no place for that. */
export function withoutCredentials(url: string): string {
  return url
    .replace(/(:\/\/[^/?#@:]*):[^/?#]*@/, "$1:***@")
    .replace(/([?&][^=&#]*(?:pass|secret|token|key|sig)[^=&#]*=)[^&#]*/gi, "$1***");
}

const credentialsSchema = z.object({ current: z.string() });

/** The backend that `pulumi login` has chosen, kept where Pulumi looks for it; "" where none is. */
function loggedInTo(environment: NodeJS.ProcessEnv): string {
  const folder = environment.PULUMI_CREDENTIALS_PATH || pulumiHome(environment);
  try {
    return credentialsSchema.parse(JSON.parse(readFileSync(join(folder, "credentials.json"), "utf8"))).current;
  } catch {
    return "";
  }
}
