import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { describe, expect, test } from "vitest";
import { openReporter, reporterTo } from "../../../provider/src/engine/reporter";
import { VirtualClock } from "../../support/virtual-clock";

const urn = "urn:pulumi:dev::backup::type::sql01";
const another = "urn:pulumi:dev::backup::type::web01";
const { INFO, WARNING } = LogSeverity;

/** What the engine shows of a request: on which resource, how, and whether a later line takes its place. */
function shownOf(request: LogRequest) {
  const { urn, message, severity, ephemeral } = request.toObject();
  return { urn, message, severity, ephemeral };
}

function reporter() {
  const shown: ReturnType<typeof shownOf>[] = [];
  const clock = new VirtualClock();
  return { shown, clock, ...reporterTo((request) => void shown.push(shownOf(request)), clock) };
}

const warning = { code: "HVRP313", message: "many points" } as const;

describe("the engine shows", () => {
  test("progress on the status line of its resource, where the next line takes its place", () => {
    const { progress, shown } = reporter();
    progress(urn, "10 %");
    expect(shown).toEqual([{ urn, message: "10 %", severity: INFO, ephemeral: true }]);
  });

  test("no more progress than a pipeline's log can bear", () => {
    const { clock, progress, shown } = reporter();
    progress(urn, "10 %");
    progress(urn, "11 %");
    clock.advance(3_000);
    progress(urn, "20 %");
    expect(shown.map(({ message }) => message)).toEqual(["10 %", "20 %"]);
  });

  test("a note on its resource, which stays", () => {
    const { note, shown } = reporter();
    note(urn, "a recovery snapshot is converted instead");
    expect(shown).toEqual([
      { urn, message: "a recovery snapshot is converted instead", severity: INFO, ephemeral: false },
    ]);
  });

  test("a warning on its resource with its code, which stays", () => {
    const { shown, ...report } = reporter();
    report.warning(urn, warning);
    expect(shown).toEqual([{ urn, message: "many points (HVRP313)", severity: WARNING, ephemeral: false }]);
  });

  test("a warning once: a preview that refreshes compares every resource twice", () => {
    const { shown, ...report } = reporter();
    report.warning(urn, warning);
    report.warning(urn, warning);
    report.warning(another, warning);
    report.warning(urn, { ...warning, message: "very many points" });
    expect(shown.map(({ urn, message }) => [urn, message])).toEqual([
      [urn, "many points (HVRP313)"],
      [another, "many points (HVRP313)"],
      [urn, "very many points (HVRP313)"],
    ]);
  });

  test("what is of no resource on the stack", () => {
    const { shown, ...report } = reporter();
    report.warning(undefined, warning);
    expect(shown).toMatchObject([{ urn: "", message: "many points (HVRP313)" }]);
  });

  test("nothing of what steers a terminal", () => {
    const { note, shown } = reporter();
    note(urn, "\u001b[2J");
    expect(shown).toMatchObject([{ message: "\\u001b[2J" }]);
  });
});

test("the reporter of a provider process writes to the engine at its address", async () => {
  const server = new Server();
  const arrived = new Promise<ReturnType<typeof shownOf>>((resolve) => {
    const log = ({ request }: ServerUnaryCall<LogRequest, Empty>, answer: sendUnaryData<Empty>) => {
      answer(null, new Empty());
      resolve(shownOf(request));
    };
    server.addService(EngineService, { log });
  });
  const port = await new Promise<number>((bound, failed) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? failed(error) : bound(port),
    ),
  );
  try {
    openReporter(`127.0.0.1:${port}`, new VirtualClock()).warning(urn, warning);
    expect(await arrived).toEqual({ urn, message: "many points (HVRP313)", severity: WARNING, ephemeral: false });
  } finally {
    server.forceShutdown();
  }
});

test("outside of an engine, as in tests of a program, nothing is reported", () => {
  const { progress, note, warning: warn } = openReporter(undefined, new VirtualClock());
  expect([progress(urn, "10 %"), note(urn, "a note"), warn(urn, warning)]).toEqual([undefined, undefined, undefined]);
});
