/**
 * Every error and every warning that a user can see has one of these codes, printed at the end of its text. They never change
 * their meaning; docs/troubleshooting.md has an entry for each.
 *
 * 1xx inputs and configuration, 2xx host and connection, 3xx what the host refused or reported, 4xx pending or ambiguous
 * creations, 5xx journal and files, 9xx defects.
 */
export const errorCodes = {
  HVRP101: "An input does not exist",
  HVRP102: "The value of an input is invalid",
  HVRP103: "Name and id are both given, or neither is",
  HVRP104: "Two inputs contradict each other",
  HVRP105: "The resource is not declared by its class",
  HVRP106: "The reference point to adopt or to look up does not exist",
  HVRP107: "The reference point to adopt does not match the inputs",
  HVRP108: "The reference point to adopt belongs to this resource already",
  HVRP111: "An argument of a function is unknown, missing or invalid",
  HVRP112: "The disk or the region of it does not exist",
  HVRP113: "The host does not accept the RCT id",
  HVRP114: "The changes of the disk are not tracked",
  HVRP115: "The record of the disk's changes is missing",
  HVRP121: "A configuration key, setting, option or variable does not exist",
  HVRP122: "A setting is missing or invalid",
  HVRP123: "A setting belongs to another connection",
  HVRP124: "The provider of a function call is no HyperVHost",
  HVRP125: "No host is specified, or the configuration has none of that name",
  HVRP126: "The package cannot be loaded from the program's folder",
  HVRP131: "The command line is wrong",
  HVRP132: "A secret stands on the command line",
  HVRP133: "The file of --state is no stack export",
  HVRP134: "The journal has no such creation, or several",
  HVRP135: "The file of --config is no configuration of a stack",
  HVRP141: "The description of the simulated host is missing or incorrect",
  HVRP142: "The state file of the simulated host cannot be used",
  HVRP143: "The simulated host has no such object, or was called incorrectly",

  HVRP201: "The host cannot be reached or does not answer",
  HVRP202: "A request took too long",
  HVRP203: "The account has no access",
  HVRP204: "Hyper-V is not visible",
  HVRP205: "The host did not find the object",
  HVRP206: "The host is starting, overloaded or out of quota",
  HVRP207: "The name of the host cannot be resolved",
  HVRP208: "The certificate of the host is not accepted",
  HVRP209: "This computer and the host do not trust each other",
  HVRP210: "The host refused the logon",
  HVRP211: "A request or its reply is too large for WS-Management",
  HVRP212: "The session is closed",
  HVRP213: "Another host answered than the one that has the reference point",
  HVRP214: "The connection says that the host is gone for good",
  HVRP221: "PowerShell or ssh could not be started",
  HVRP222: "The program is no usable PowerShell",
  HVRP223: "PowerShell may not load the bridge script",
  HVRP224: "PowerShell has no CIM cmdlets",
  HVRP225: "PowerShell did not answer in time",
  HVRP226: "PowerShell ended, or its reply is damaged",
  HVRP227: "The request waited too long and was not sent",
  HVRP231: "The ssh host key is unknown or has changed",
  HVRP232: "The ssh client refuses its configuration or its key",

  HVRP301: "The host refused the request",
  HVRP302: "The virtual machine or the host is busy",
  HVRP303: "The virtual machine or the host does not support the operation",
  HVRP304: "The host does not accept a parameter",
  HVRP305: "The job failed",
  HVRP306: "There is no virtual machine or VM group of that name or id",
  HVRP307: "Several virtual machines or VM groups have that name",
  HVRP308: "The group cannot have reference points",
  HVRP309: "The new reference point is not what was requested",
  HVRP310: "It could not be deleted",
  HVRP311: "It is not known whether it was deleted",
  HVRP312: "The job completed with warnings",
  HVRP313: "A virtual machine has many reference points",
  HVRP314: "The reply of the host is not in the documented form",
  HVRP315: "The virtual machine or VM group is not on the host or the cluster any more",
  HVRP316: "A virtual machine is not ready for resilient change tracking",
  HVRP317: "The reference point is on a host of another name now",
  HVRP318: "The reference point has lost something that only a new one brings back",
  HVRP319: "A disk of the virtual machine is not in the baseline",
  HVRP320: "A name means another virtual machine or VM group now",
  HVRP321: "Several nodes of a cluster have the virtual machine or the VM group",
  HVRP322: "The reference point is on no node of the cluster, and its virtual machine is",
  HVRP323: "The reference point of a group has lost a virtual machine",
  HVRP324: "The reference point was let go: its host is gone for good",
  HVRP325: "The consistency of a group's point contradicts that of its members",
  HVRP326: "The deletion of a group's point took another point along",
  HVRP329: "The virtual machine is on another node than its reference point",

  HVRP401: "The creation has not finished in time",
  HVRP402: "It is not known whether the creation took effect",
  HVRP403: "A reference point was adopted whose origin the host did not confirm",
  HVRP404: "It is ambiguous which reference point the creation created",
  HVRP405: "It is ambiguous which recovery snapshot the creation created",
  HVRP406: "The reference point is not deleted or replaced: its origin is not confirmed",
  HVRP407: "Objects that appeared during a creation were left alone",
  HVRP408: "A creation was interrupted",
  HVRP409: "No state shows what an earlier command created",
  HVRP410: "Another process is creating the reference point",
  HVRP411: "The creation left no reference point",
  HVRP412: "The reference point was not deleted: another resource manages it",
  HVRP413: "The reference point was not deleted: the creation did not create it",
  HVRP414: "A failed creation could not be cleaned up",
  HVRP415: "The adopted reference point is another resource's",
  HVRP416: "The reference point is not deleted yet: the one that replaces it is not created",

  HVRP501: "The journal cannot be written",
  HVRP502: "An entry of the journal cannot be read",
  HVRP503: "The outputs in the state cannot be read",
  HVRP504: "A newer version of the package wrote the state",
  HVRP505: "The journal cannot be read or changed",
  HVRP506: "The creation cannot be forgotten: a process works on it",
  HVRP507: "The journal does not last",
  HVRP508: "Other accounts may change the journal",
  HVRP509: "The trace cannot be written",

  HVRP901: "A defect of the package",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A text for the user with its code; errors are such texts too. */
export interface Coded {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The text as it leaves the package. Causes are quoted without their codes: there is one code, at the end. */
export function withCode({ code, message }: Coded): string {
  const end = `(${code})`;
  return message.endsWith(end) ? message : `${message} ${end}`;
}

/** The code of an error. What has none does not explain itself, and so is a defect. */
export function codeOf(error: unknown): ErrorCode {
  return codeIn(error) ?? "HVRP901";
}

/** The code of an error, where it has one. */
export function codeIn(error: unknown): ErrorCode | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code } = error;
  return typeof code === "string" && isErrorCode(code) ? code : undefined;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
