import { CimError, type CimErrorKind } from "../../cim/error";
import { hostText } from "../../support/printable";
import { withoutStop } from "../../support/sentence";
import { hostFaultOf, hresultOf, idOf } from "./faults";
import { worthWaiting } from "./faults/fault";
import type { BridgeError } from "./reply";

const charactersOfMessage = 1_000;
const charactersBesideCause = 300;

/** What a host's error is for the callers of the port. */
export function kindOf(error: BridgeError): CimErrorKind {
  return hostFaultOf(error).kind;
}

/** The error as the callers of the port see it: the cause, its codes, what to do. `what` is the operation and the host. */
export function hostError(error: BridgeError, what: string, sent: "no" | "maybe" = "maybe"): CimError {
  const { kind, code, cause, advice, permanent = false, busy = false, unsupported = false } = hostFaultOf(error);
  const said = hostMessageOf(error, cause === undefined ? charactersOfMessage : charactersBesideCause);
  const sentences = [
    `${what}: ${cause ?? (said || "the host gave no reason")}${codesOf(error, said)}`,
    ...(advice === undefined ? [] : [advice]),
    ...(cause === undefined ? [] : [worthWaiting(permanent), ...(said === "" ? [] : [`It said: ${said}`])]),
  ];
  return new CimError(kind, sentences.join(". "), {
    ...(code === undefined ? {} : { code }),
    permanent,
    sent,
    busy,
    unsupported,
  });
}

/** Some hosts call a key that names no instance an invalid argument. */
export function isInvalidArgument(error: BridgeError): boolean {
  return error.nativeErrorCode === "InvalidParameter" || hresultOf(error) === "0x80041008";
}

/** The host's own message on one line, without the full stop that another sentence would follow. */
function hostMessageOf({ message }: BridgeError, mostCharacters: number): string {
  return withoutStop(hostText(message.replace(/\s+/g, " ").trim(), mostCharacters));
}

/** An error without a message and a code has at least an id. */
function codesOf(error: BridgeError, said: string): string {
  const names = [error.nativeErrorCode, hresultOf(error) ?? ""].filter((name) => name !== "");
  if (names.length === 0 && said === "") names.push(idOf(error));
  return names.length === 0 ? "" : ` (${names.map((name) => hostText(name, 100)).join(", ")})`;
}
