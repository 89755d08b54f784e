import { createRequire } from "node:module";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Reporter } from "../operation/context";
import type { Clock } from "../support/clock";
import { withCode } from "../support/error-codes";
import { printable } from "../support/printable";
import { progressFilter } from "./progress";

/** Writes to the engine's log. Messages are an extra: an engine that cannot take one changes nothing about the operation. */
export function openReporter(address: string | undefined, clock: Clock): Reporter {
  if (address === undefined) return { progress: () => undefined, note: () => undefined, warning: () => undefined };
  const engine = new EngineClient(address, insecureCredentials());
  return reporterTo((request) => engine.log(request, () => undefined), clock);
}

/** Each message on the line of its resource. A warning is given once: a preview that refreshes compares every resource twice. */
export function reporterTo(log: (request: LogRequest) => void, clock: Clock): Reporter {
  const send = (urn: string | undefined, text: string, severity: 1 | 2, ephemeral: boolean) => {
    const request = new LogRequest();
    request.setUrn(urn ?? "");
    request.setMessage(printable(text));
    request.setSeverity(severity);
    request.setEphemeral(ephemeral);
    log(request);
  };
  const isShown = progressFilter(clock);
  const warnings = new Set<string>();
  return {
    progress(urn, text) {
      if (isShown(urn, text)) send(urn, text, LogSeverity.INFO, true);
    },
    note: (urn, text) => send(urn, text, LogSeverity.INFO, false),
    warning(urn, warning) {
      const text = withCode(warning);
      const key = JSON.stringify([urn, text]);
      if (warnings.has(key)) return;
      warnings.add(key);
      send(urn, text, LogSeverity.WARNING, false);
    },
  };
}

/** The SDK's own copy of gRPC: credentials of another copy would not be recognised. */
function insecureCredentials(): ConstructorParameters<typeof EngineClient>[1] {
  const requireBesideSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  return requireBesideSdk("@grpc/grpc-js").credentials.createInsecure();
}
