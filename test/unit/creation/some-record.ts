import type { CreationRecord, Step } from "../../../provider/src/creation/record";

export const steps = {
  point: { method: "CreateReferencePoint" },
  snapshot: { method: "CreateSnapshot" },
  conversion: { method: "ConvertToReferencePoint", snapshotId: "snapshot" },
} as const satisfies Record<string, Step>;

const intent = {
  creationId: "creation",
  sequence: 3,
  hostName: "HV01",
  targetId: "vm",
  targetName: "sql01",
  vmIds: ["vm"],
  settings: {
    referencePointType: "RCT",
    consistencyLevel: "Application",
    creationMethod: "CreateReferencePoint",
    guestBackupType: "Copy",
  },
  triggers: "triggers",
  existingIds: ["old"],
  calledAt: "2026-01-31T12:00:00.000Z",
} as const;

/** A record of a step, in each of its phases. */
export function recordsOf(step: Step) {
  const common = { ...intent, step, vmIds: [...intent.vmIds], existingIds: [...intent.existingIds] };
  const created = { ...common, phase: "created", pointId: "point", createdAt: intent.calledAt } as const;
  return {
    called: { ...common, phase: "called" },
    running: { ...common, phase: "running", jobId: "job" },
    confirmed: { ...created, evidence: "confirmed" },
    inferred: { ...created, evidence: "inferred" },
    void: { ...common, phase: "void" },
  } as const satisfies Record<string, CreationRecord>;
}
