import { quoted } from "./printable";

/** What messages call the connection to a host: by its entry in `hosts`, where it has one. */
export function connectionTo(host: string | undefined): string {
  return host === undefined ? "the connection" : `the entry ${quoted(host)} of hosts`;
}
