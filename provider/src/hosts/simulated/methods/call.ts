import type { MethodResult } from "../../../cim/session";
import type { CimProperties, CimType } from "../../../cim/value";
import type { Endpoint } from "../classes/definition";
import type { Fault } from "../faults";
import type { Host } from "../host";

/** Parameters of a method with their types. */
export type Parameters = Readonly<Record<string, CimType>>;

/** One call of a method, with arguments of the declared names and types. */
export interface MethodCall {
  readonly host: Host;
  /** The instance whose method it is. */
  readonly self: Endpoint;
  readonly args: CimProperties;
  /** The faults that this call meets. */
  readonly faults: readonly Fault[];
}

export interface Method {
  /** The parameters that a caller may give. */
  readonly parameters: Parameters;
  /** The parameters that come back: null, where the method does not set them. */
  readonly results: Parameters;
  /** Either refuses before it has changed anything, or carries the call out. */
  run(call: MethodCall): MethodResult;
}

export type Methods = Readonly<Record<string, Method>>;

export const returnCodes = {
  completed: 0,
  emptyGroup: 5,
  jobStarted: 4096,
  failed: 32768,
  notSupported: 32770,
  invalidParameter: 32773,
  inUse: 32774,
  invalidState: 32775,
  fileNotFound: 32779,
  objectNotFound: 32789,
} as const;

/** Ends a call with a return code. Thrown, so that methods read from top to bottom. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(readonly returnValue: number) {
    super(`the method returns ${returnValue}`);
  }
}
