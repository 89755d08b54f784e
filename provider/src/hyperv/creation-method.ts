import { CimError } from "../cim/error";
import type { CimSession } from "../cim/session";
import { withoutStop } from "../support/sentence";
import type { CreatedBy, CreationMethod, PointSettings } from "./point-settings";
import { isNotSupported } from "./return-code";

/** A method that `"Automatic"` can decide for. */
export type KnownMethod = Exclude<CreationMethod, "Automatic">;

/** What a program asked for; in a preview a value may be the placeholder of an unknown one. */
interface Requested {
  readonly creationMethod: unknown;
  readonly guestBackupType: unknown;
}

/** The services that are known to create no RCT ids, while the conversion does. */
const converting = new WeakMap<CimSession, Set<string>>();

/** A good point of a service was created. After a conversion `"Automatic"` does not call CreateReferencePoint of it again in this process. */
export function noteMethod(
  session: CimSession,
  service: string,
  createdBy: CreatedBy,
  { creationMethod, guestBackupType }: Requested,
): void {
  const isProof = creationMethod === "Automatic" && guestBackupType !== "Full";
  if (!isProof || createdBy !== "ConvertRecoverySnapshot") return;
  converting.set(session, (converting.get(session) ?? new Set()).add(service));
}

/** The method that is called: `failed` is why CreateReferencePoint, called first, has created nothing. */
export function methodFor(
  session: CimSession,
  service: string,
  settings: PointSettings,
  failed: CimError | undefined,
): KnownMethod {
  if (failed !== undefined) return "ConvertRecoverySnapshot";
  const { creationMethod, referencePointType, guestBackupType } = settings;
  if (creationMethod !== "Automatic") return creationMethod;
  // A converted snapshot becomes an RCT point.
  if (referencePointType === "Log") return "CreateReferencePoint";
  // Only a snapshot has that setting.
  if (guestBackupType === "Full") return "ConvertRecoverySnapshot";
  return converting.get(session)?.has(service) ? "ConvertRecoverySnapshot" : "CreateReferencePoint";
}

/** Whether a recovery snapshot is converted, after `method` has failed and nothing is left of it. */
export function convertsAfter(
  method: KnownMethod,
  error: CimError,
  { creationMethod, referencePointType }: PointSettings,
): boolean {
  const mayConvert = creationMethod === "Automatic" && referencePointType === "RCT";
  return mayConvert && method === "CreateReferencePoint" && isNotSupported(error);
}

/** Said on the resource when that happens. */
export function conversionNote(reason: CimError): string {
  return `${sentence(reason)} A recovery snapshot is converted instead (creationMethod: "Automatic").`;
}

/** Why the last method has failed, and the first one, where both have. */
export function bothFailed(first: CimError | undefined, second: CimError): CimError {
  if (first === undefined) return second;
  const text = `${sentence(first)} Converting a recovery snapshot failed too: ${second.message}`;
  return new CimError(second.kind, text, { cause: second });
}

function sentence({ message }: CimError): string {
  return `${withoutStop(message)}.`;
}
