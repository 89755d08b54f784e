import type { CreatedRecord, CreationRecord } from "../../provider/src/creation/record";
import type { Entry } from "../../provider/src/journal/entry";
import { testBackend } from "./journal";

const calledAt = "2026-01-31T12:00:00.000Z";

/** The record of a creation whose call was about to be sent. */
export function calledRecord(changes: Partial<CreationRecord> = {}): CreationRecord {
  return {
    phase: "called",
    creationId: "creation-1",
    sequence: 1,
    hostName: "HV01",
    targetId: "T",
    targetName: "o'brien ✓",
    vmIds: ["T"],
    settings: {
      referencePointType: "RCT",
      consistencyLevel: "Application",
      creationMethod: "CreateReferencePoint",
      guestBackupType: "Copy",
    },
    triggers: "",
    step: { method: "CreateReferencePoint" },
    existingIds: ["Microsoft:a\\b"],
    calledAt,
    ...changes,
  } as CreationRecord;
}

export function runningRecord(changes: Partial<CreationRecord> = {}): CreationRecord {
  return calledRecord({ phase: "running", sequence: 2, jobId: "42", ...changes } as Partial<CreationRecord>);
}

export function createdRecord(pointId = "P", changes: Partial<CreatedRecord> = {}): CreatedRecord {
  const created = { phase: "created", sequence: 3, pointId, evidence: "confirmed", createdAt: calledAt } as const;
  return { ...calledRecord(), ...created, ...changes } as CreatedRecord;
}

export function voidRecord(): CreationRecord {
  return calledRecord({ phase: "void", sequence: 4 });
}

/** A file of the journal, of a creation unless `changes` say otherwise. */
export function entryOf(record: CreationRecord, changes: Partial<Entry> = {}): Entry {
  return {
    schemaVersion: 1,
    creationId: record.creationId,
    urn: "urn:pulumi:dev::backup::type::sql01",
    backend: testBackend,
    process: { id: "former", pid: 1, computer: "runner" },
    writtenAt: calledAt,
    delivered: false,
    content: { is: "creation", record },
    ...changes,
  };
}

/** A file of the journal of which a state has shown the point. */
export function ownedEntry(creationId: string, pointId: string, changes: Partial<Entry> = {}): Entry {
  const content = { is: "point", pointId, targetId: "T", evidence: "confirmed" } as const;
  return entryOf(calledRecord({ creationId }), { delivered: true, content, ...changes });
}
