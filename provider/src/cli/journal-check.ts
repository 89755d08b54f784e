import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, relative } from "node:path";
import type { Check, CheckResult } from "./checks";

/** What can be seen of the folder of the journal, without writing to it. */
export interface JournalFacts {
  readonly folder: string;
  /** Why nothing can be written there; absent when something can. */
  readonly notWritable?: string;
  /** Whose the folder is and its permissions, where it exists and the system has them. */
  readonly access?: { readonly owner: "this account" | "root" | "another account"; readonly mode: number };
  /** Why what is written there ends with the job; absent when nothing says so. */
  readonly endsWithJob?: string;
}

/** The record of a creation has to outlive the job that is killed. */
export function journalCheck(folder: string, environment: NodeJS.ProcessEnv): Check {
  return { id: "journal", run: async () => journalObservations(journalFacts(folder, environment)) };
}

export function journalObservations({
  folder,
  notWritable,
  access,
  endsWithJob,
}: JournalFacts): readonly CheckResult[] {
  const advice = "Name another folder by HYPERV_RP_JOURNAL, or by hyperv-reference-points:journal.";
  if (notWritable !== undefined) {
    return [{ status: "error", code: "HVRP501", text: `${folder} cannot be written: ${notWritable}`, advice }];
  }
  const warnings: CheckResult[] = [];
  if (endsWithJob !== undefined) {
    const text = `${folder} is on storage that ends with the job: ${endsWithJob}. A creation that is interrupted is then forgotten`;
    warnings.push({ status: "warning", code: "HVRP507", text, advice });
  }
  if (access !== undefined) warnings.push(...accessWarnings(folder, access));
  return warnings.length > 0 ? warnings : [{ status: "ok", text: `${folder} can be written` }];
}

/** Root gives a folder to a group on purpose, as Kubernetes does for `fsGroup`. */
function accessWarnings(folder: string, { owner, mode }: NonNullable<JournalFacts["access"]>): readonly CheckResult[] {
  const decides = "it names virtual machines and points, and decides what is deleted";
  if (owner === "another account") {
    const text = `${folder} belongs to another account, which may do with it what it likes: ${decides}`;
    return [
      {
        status: "warning",
        code: "HVRP508",
        text,
        advice: `Make a folder of this account the journal, or: sudo chown $(id -u) ${folder}`,
      },
    ];
  }
  if ((mode & (owner === "root" ? 0o007 : 0o077)) === 0) return [];
  const text = `other accounts may enter ${folder} (mode ${(mode & 0o777).toString(8)}): ${decides}`;
  const advice = owner === "root" ? `sudo chmod o= ${folder}` : `chmod 700 ${folder}`;
  return [{ status: "warning", code: "HVRP508", text, advice }];
}

function journalFacts(folder: string, environment: NodeJS.ProcessEnv): JournalFacts {
  const present = nearestPresent(folder);
  const notWritable = whyNotWritable(present);
  const endsWithJob = whyItEnds(present, environment);
  return {
    folder,
    ...(notWritable === undefined ? {} : { notWritable }),
    ...(present === folder && process.platform !== "win32" ? { access: accessOf(folder) } : {}),
    ...(endsWithJob === undefined ? {} : { endsWithJob }),
  };
}

function accessOf(folder: string): NonNullable<JournalFacts["access"]> {
  const { uid, mode } = statSync(folder);
  return { owner: uid === process.getuid?.() ? "this account" : uid === 0 ? "root" : "another account", mode };
}

/** The folder is made with the first record: until then the one in which it will be made says what it will be like. */
function nearestPresent(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestPresent(dirname(folder));
}

function whyNotWritable(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is no folder`;
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).message;
  }
}

/** File systems of Linux that end with a container or with the computer, by their magic numbers (statfs(2)). */
const passing: ReadonlyMap<number, string> = new Map([
  [0x794c_7630, "it is part of a container (overlayfs)"],
  [0x0102_1994, "it is in memory (tmpfs)"],
  [0x8584_58f6, "it is in memory (ramfs)"],
]);

function whyItEnds(folder: string, environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.RUNNER_ENVIRONMENT === "github-hosted") return "a GitHub-hosted runner is discarded after each job";
  const inTemporary = !/^\.\.|^[A-Za-z]:/.test(relative(tmpdir(), folder));
  if (inTemporary) return "it is in the folder for temporary files";
  return process.platform === "linux" ? passing.get(statfsSync(folder).type) : undefined;
}
