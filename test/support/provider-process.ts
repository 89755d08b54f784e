import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ErrorResourceInitFailed,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

export type Values = Record<string, unknown>;

export interface PartialCreation {
  readonly message: string;
  readonly id: string;
  readonly properties: Values;
  readonly reasons: readonly string[];
}

/**
 * The SDK's own dynamic provider process, driven over gRPC as the engine does it, without an engine.
 */
export class ProviderProcess {
  readonly #process: ChildProcess;
  readonly #client: ResourceProviderClient;
  readonly output: string[] = [];

  private constructor(process: ChildProcess, port: string) {
    this.#process = process;
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /** Starts one in a folder whose `node_modules` has the package, and configures it as the engine does. */
  static async start(
    folder: string,
    config: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<ProviderProcess> {
    const script = createRequire(__filename).resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const child = spawn(process.execPath, [script, "127.0.0.1:1"], {
      cwd: folder,
      env: { ...process.env, PULUMI_HOME: folder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = createInterface({ input: child.stdout });
    const [port] = (await once(lines, "line")) as [string];
    const provider = new ProviderProcess(child, port);
    lines.on("line", (line) => provider.output.push(line));
    child.stderr.on("data", (chunk) => provider.output.push(String(chunk)));
    await provider.#configure(config);
    return provider;
  }

  #configure(config: Readonly<Record<string, string>>): Promise<void> {
    const request = new ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(config));
    return new Promise((resolve, reject) =>
      this.#client.configure(request, (error) => (error ? reject(error) : resolve())),
    );
  }

  check(olds: Values, news: Values): Promise<{ inputs: Values; failures: { property: string; reason: string }[] }> {
    const request = new CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return new Promise((resolve, reject) =>
      this.#client.check(request, (error, response) => {
        if (error) return reject(error);
        const failures = response.getFailuresList().map((failure) => ({
          property: failure.getProperty(),
          reason: failure.getReason(),
        }));
        resolve({ inputs: values(response.getInputs()), failures });
      }),
    );
  }

  diff(id: string, olds: Values, news: Values): Promise<{ changes: boolean; replaces: string[] }> {
    const request = new DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return new Promise((resolve, reject) =>
      this.#client.diff(request, (error, response) =>
        error
          ? reject(error)
          : resolve({
              changes: response.getChanges() === DiffResponse.DiffChanges.DIFF_SOME,
              replaces: response.getReplacesList(),
            }),
      ),
    );
  }

  create(inputs: Values): Promise<{ id: string; outputs: Values }> {
    const request = new CreateRequest();
    request.setProperties(struct(inputs));
    return new Promise((resolve, reject) =>
      this.#client.create(request, (error, response) =>
        error
          ? reject(understood(error))
          : resolve({ id: response.getId(), outputs: values(response.getProperties()) }),
      ),
    );
  }

  read(id: string, properties: Values): Promise<{ id: string; outputs: Values; inputs: Values }> {
    const request = new ReadRequest();
    request.setId(id);
    request.setProperties(struct(properties));
    return new Promise((resolve, reject) =>
      this.#client.read(request, (error, response) =>
        error
          ? reject(error)
          : resolve({
              id: response.getId(),
              outputs: values(response.getProperties()),
              inputs: values(response.getInputs()),
            }),
      ),
    );
  }

  update(id: string, olds: Values, news: Values): Promise<{ outputs: Values }> {
    const request = new UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return new Promise((resolve, reject) =>
      this.#client.update(request, (error, response) =>
        error ? reject(understood(error)) : resolve({ outputs: values(response.getProperties()) }),
      ),
    );
  }

  delete(id: string, properties: Values): Promise<void> {
    const request = new DeleteRequest();
    request.setId(id);
    request.setProperties(struct(properties));
    return new Promise((resolve, reject) =>
      this.#client.delete(request, (error) => (error ? reject(error) : resolve())),
    );
  }

  /** Ends the process with a signal (the engine sends SIGINT) and tells how it ended. */
  async end(signal: NodeJS.Signals = "SIGINT"): Promise<{ code: number | null; signal: string | null }> {
    this.#client.close();
    if (this.#process.exitCode !== null) return { code: this.#process.exitCode, signal: null };
    const exit = once(this.#process, "exit");
    this.#process.kill(signal);
    const [code, by] = (await exit) as [number | null, string | null];
    return { code, signal: by };
  }
}

function struct(values: Values): Struct {
  return Struct.fromJavaScript(values as Record<string, JavaScriptValue>);
}

function values(struct: Struct | undefined): Values {
  return struct?.toJavaScript() ?? {};
}

/** A partial creation travels in the details of the error. */
function understood(error: ServiceError): ServiceError | PartialCreation {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return error;
  const [any] = Status.deserializeBinary(details).getDetailsList();
  if (any === undefined) return error;
  const failed = ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
  return {
    message: error.details,
    id: failed.getId(),
    properties: values(failed.getProperties()),
    reasons: failed.getReasonsList(),
  };
}
