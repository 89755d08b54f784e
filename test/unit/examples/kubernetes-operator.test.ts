import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { environmentName } from "../../../provider/src/hosts/environment";
import { settingNames } from "../../../provider/src/hosts/setting-names";

const folder = join(__dirname, "../../../examples/kubernetes-operator/kubernetes");

function objectsIn(name: string): unknown[] {
  return parseAllDocuments(readFileSync(join(folder, name), "utf8")).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS();
  });
}

const metadata = z.strictObject({ name: z.string(), namespace: z.string() });

const variable = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("Literal"), literal: z.strictObject({ value: z.string() }) }),
  z.strictObject({ type: z.literal("Secret"), secret: z.strictObject({ name: z.string(), key: z.string() }) }),
]);

/**
 * The fields of a Stack that the example uses, and no others: the API server drops a field that it does not know. Names and
 * types are those of `StackSpec` and `WorkspaceSpec` of version 2.9.0 of the operator.
 */
const stackSchema = z.strictObject({
  apiVersion: z.literal("pulumi.com/v1"),
  kind: z.literal("Stack"),
  metadata,
  spec: z.strictObject({
    serviceAccountName: z.string(),
    stack: z.string(),
    projectRepo: z.url({ protocol: /^https$/ }),
    branch: z.string(),
    shallow: z.boolean(),
    refresh: z.boolean(),
    continueResyncOnCommitMatch: z.boolean(),
    // Less is taken for 60.
    resyncFrequencySeconds: z.int().min(60),
    destroyOnFinalize: z.boolean(),
    runProgram: z.boolean(),
    envRefs: z.record(z.string(), variable),
    workspaceTemplate: z.strictObject({
      spec: z.strictObject({
        image: z.string(),
        securityProfile: z.enum(["baseline", "restricted"]),
        resources: z.strictObject({
          requests: z.record(z.enum(["cpu", "memory"]), z.string()),
          limits: z.partialRecord(z.enum(["cpu", "memory"]), z.string()),
        }),
        podTemplate: z.strictObject({
          spec: z.strictObject({
            terminationGracePeriodSeconds: z.int(),
            securityContext: z.strictObject({
              runAsNonRoot: z.boolean(),
              runAsUser: z.int(),
              runAsGroup: z.int(),
              fsGroup: z.int(),
              seccompProfile: z.strictObject({ type: z.enum(["RuntimeDefault", "Unconfined"]) }),
            }),
            containers: z.tuple([
              z.strictObject({
                // The container that the operator makes: under another name this would be a second one.
                name: z.literal("pulumi"),
                securityContext: z.strictObject({
                  allowPrivilegeEscalation: z.boolean(),
                  capabilities: z.strictObject({ drop: z.array(z.string()) }),
                }),
                volumeMounts: z.array(
                  z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
                ),
              }),
            ]),
            volumes: z.array(z.looseObject({ name: z.string() })),
          }),
        }),
      }),
    }),
  }),
});

const [document, ...others] = objectsIn("stack.yaml");
const { metadata: names, spec } = stackSchema.parse(document);
const pod = spec.workspaceTemplate.spec.podTemplate.spec;
const around = z.array(z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) }));
const workspace = around.parse(objectsIn("workspace.yaml"));

function nameOf(kind: string): string | undefined {
  return workspace.find((object) => object.kind === kind)?.metadata.name;
}

describe("the Stack of the Kubernetes example", () => {
  test("is alone in its file: what it needs in its end must not be deleted with it", () => {
    expect(others).toEqual([]);
  });

  test("sees drift and repairs it", () => {
    expect(spec).toMatchObject({ refresh: true, continueResyncOnCommitMatch: true });
  });

  test("destroys its points in the end, with the program, without which the handler cannot be loaded", () => {
    expect(spec).toMatchObject({ destroyOnFinalize: true, runProgram: true });
  });

  test("sets variables that there are", () => {
    const known = new Set(settingNames.map(environmentName));
    const set = Object.keys(spec.envRefs).filter((name) => name.startsWith("HYPERV_RP_"));
    expect(set).toContain("HYPERV_RP_CONNECTION");
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  test("keeps the journal on a volume that outlives the pod", () => {
    const journal = pod.containers[0].volumeMounts.find(({ name }) => name === "journal");
    expect(spec.envRefs.HYPERV_RP_JOURNAL).toEqual({ type: "Literal", literal: { value: journal?.mountPath } });
    expect(pod.volumes).toContainEqual({
      name: "journal",
      persistentVolumeClaim: { claimName: nameOf("PersistentVolumeClaim") },
    });
  });

  test("mounts volumes that it declares, and lives beside what it names", () => {
    expect(pod.containers[0].volumeMounts.map(({ name }) => name).sort()).toEqual(
      pod.volumes.map(({ name }) => name).sort(),
    );
    expect(JSON.stringify(pod.volumes)).toContain(`"configMap":{"name":"${nameOf("ConfigMap")}"}`);
    expect(spec.serviceAccountName).toBe(nameOf("ServiceAccount"));
    const namespaces = workspace.flatMap(({ metadata: { namespace } }) => (namespace === undefined ? [] : [namespace]));
    expect(new Set(namespaces)).toEqual(new Set([names.namespace]));
  });

  test("runs as nobody in particular: the user of the image, without more rights than it needs", () => {
    expect(spec.workspaceTemplate.spec.securityProfile).toBe("restricted");
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
  });

  test("leaves a pod that is evicted longer than the longest creation takes by default", () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(30 * 60);
  });
});
