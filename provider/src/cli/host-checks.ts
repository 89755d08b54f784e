import { isCimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import type { HostConnection } from "../hosts/configuration";
import type { ShellDescription } from "../hosts/powershell";
import { oldestHostFor, type Readiness, shortcomingsOf } from "../hyperv/rct-readiness";
import { requireService } from "../hyperv/service";
import { hostText } from "../support/printable";
import type { Check, CheckId, CheckResult } from "./checks";

/** What the checks of a host work with. */
export interface HostInQuestion {
  readonly connection: HostConnection;
  readonly session: CimSession;
  /** The shell through which the host is asked; none for the simulated host. */
  readonly shell: () => Promise<ShellDescription | undefined>;
  /** Read once, when rights are known to be there. */
  readonly vms: () => Promise<readonly Readiness[]>;
}

const managementService = "Msvm_VirtualSystemManagementService";
const oldHost =
  "The host may be older than Windows Server 2016 / Windows 10, or VMMS does not work: see its event log (Hyper-V-VMMS).";

/** What must be true of a host that can be asked. `needs` is the last check on the way to it. */
export function hostChecks(host: HostInQuestion, needs: CheckId): Check[] {
  const { session } = host;
  return [
    {
      id: "namespace",
      needs,
      run: async () => {
        // An empty answer is an answer: about the rights.
        await session.query(managementService);
        return { status: "ok", text: "root\\virtualization\\v2 answers" };
      },
    },
    { id: "rights", needs: "namespace", run: () => rights(host) },
    {
      id: "vm-point-service",
      needs: "rights",
      run: () =>
        service(session, "Msvm_VirtualSystemReferencePointService", {
          status: "error",
          code: "HVRP204",
          advice: oldHost,
        }),
    },
    {
      id: "collection-point-service",
      needs: "rights",
      run: () =>
        service(session, "Msvm_CollectionReferencePointService", {
          status: "warning",
          code: "HVRP204",
          advice: `${oldHost} VmReferencePoint does not need it, CollectionReferencePoint does.`,
        }),
    },
    { id: "host-version", needs: "rights", run: () => hostVersion(host) },
    { id: "virtual-machines", needs: "vm-point-service", run: async () => virtualMachines(await host.vms()) },
  ];
}

async function rights({ connection, session, shell }: HostInQuestion): Promise<CheckResult> {
  const account = (await shell())?.account;
  // What the shell says of its account is true of the host only where the shell runs on it.
  const onHost = connection.connection === "local" || connection.connection === "ssh" ? account : undefined;
  const who = onHost?.name ?? ("username" in connection ? connection.username : undefined) ?? "the account";
  const [found] = await session.query(managementService);
  if (found !== undefined) return { status: "ok", text: `${who} may use Hyper-V` };
  const why =
    onHost === undefined || onHost.isAdministrator || onHost.isHyperVAdministrator
      ? ""
      : ". It is not in the local group Hyper-V Administrators, and does not run elevated";
  return {
    status: "error",
    code: "HVRP204",
    text: `${who} sees nothing of Hyper-V: an account without rights gets empty answers, not errors${why}`,
    advice:
      connection.connection === "simulated"
        ? 'The description of this simulated host says "rights": "none".'
        : 'Add the account to the local group "Hyper-V Administrators" of the host and let it sign in anew, or run elevated.',
  };
}

async function service(
  session: CimSession,
  className: string,
  otherwise: Omit<Exclude<CheckResult, { status: "ok" }>, "text">,
): Promise<CheckResult> {
  try {
    const [found] = await session.query(className);
    return found === undefined
      ? { ...otherwise, text: `${className} is not visible, though Hyper-V is` }
      : { status: "ok", text: `${className} is visible` };
  } catch (error) {
    // The host has no such class.
    if (isCimError(error, "Failed")) return { ...otherwise, text: error.message };
    throw error;
  }
}

/** Builds of Windows Server; the clients of the same year share them. */
const builds: ReadonlyMap<number, string> = new Map([
  [14393, "Windows Server 2016 or its client"],
  [17763, "Windows Server 2019 or its client"],
  [20348, "Windows Server 2022"],
  [26100, "Windows Server 2025 or its client"],
]);

/** Hyper-V's namespace does not tell the version of Windows: a shell on the host does, else virtual machines give a hint. */
async function hostVersion({ connection, session, shell, vms }: HostInQuestion): Promise<CheckResult> {
  const name = hostText((await requireService(session, managementService)).hostName);
  const description = await shell();
  const onHost = connection.connection === "local" || connection.connection === "ssh";
  if (onHost && description?.isWindows === true) {
    const [major = 0, minor = 0, build = 0] = description.systemVersion.split(".").map(Number);
    const known = builds.get(build);
    const text = `${name}, Windows ${major}.${minor}.${build}${known === undefined ? "" : ` (${known})`}`;
    if (major >= 10) return { status: "ok", text };
    return {
      status: "error",
      code: "HVRP204",
      text,
      advice: "Reference points need Windows Server 2016 / Windows 10 or later.",
    };
  }
  const oldest = oldestHostFor(await vms());
  const hint =
    oldest === undefined
      ? "no virtual machine gives a hint of it"
      : `it runs a virtual machine of configuration version ${oldest.configurationVersion}, so it is ${oldest.host} or later`;
  return { status: "ok", text: `${name}; its version of Windows cannot be seen over this connection, but ${hint}` };
}

function virtualMachines(vms: readonly Readiness[]): readonly CheckResult[] {
  const warnings = vms.flatMap((vm) =>
    shortcomingsOf(vm).map(({ text, advice }): CheckResult => {
      return { status: "warning", code: "HVRP316", text: `${vm.name} (${vm.id}): ${text}`, advice };
    }),
  );
  if (warnings.length > 0) return warnings;
  if (vms.length === 0) return [{ status: "ok", text: "there are none" }];
  return [{ status: "ok", text: "all of them are fit for RCT (configuration version 6.2 or later, VHDX disks)" }];
}
