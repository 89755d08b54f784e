import { CimError, type CimErrorKind } from "../../../provider/src/cim/error";
import { toText } from "./values";

/** As Windows would name them; the messages are in another language on purpose. */
const errors: Readonly<Record<CimErrorKind, { readonly native: string; readonly code: string }>> = {
  NotFound: { native: "NotFound", code: "0x80041002" },
  AccessDenied: { native: "AccessDenied", code: "0x80041003" },
  Unavailable: { native: "Failed", code: "0x800706ba" },
  TimedOut: { native: "Failed", code: "0x800705b4" },
  Failed: { native: "Failed", code: "0x80041001" },
};

/** An error of a host, as the contract has it; of its fields only what matters is given. */
export class HostFault extends Error {
  constructor(readonly fields: Readonly<Record<string, string>>) {
    super(fields.message);
  }
}

export function wireError(error: unknown) {
  if (error instanceof HostFault) return bridgeError(error.fields);
  const { native, code } = errors[error instanceof CimError ? error.kind : "Failed"];
  return bridgeError({
    nativeErrorCode: native,
    messageId: `HRESULT ${code}`,
    message: error instanceof Error ? error.message : String(error),
  });
}

/** An error of the contract, of which only what matters is given. */
export function bridgeError(given: Readonly<Record<string, string>>) {
  const all = {
    id: "HRESULT 0x80041001,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand",
    category: "NotSpecified",
    type: "Microsoft.Management.Infrastructure.CimException",
    hresult: "0x80131500",
    nativeErrorCode: "",
    messageId: "",
    message: "",
    ...given,
  };
  return { ...all, id: toText(all.id), messageId: toText(all.messageId), message: toText(all.message) };
}
