import { z } from "zod";

export const referencePointTypeSchema = z.enum(["RCT", "Log"]);
export const consistencyLevelSchema = z.enum(["Application", "Crash"]);
export const creationMethodSchema = z.enum(["Automatic", "CreateReferencePoint", "ConvertRecoverySnapshot"]);
export const guestBackupTypeSchema = z.enum(["Copy", "Full"]);
export const pointSettingsSchema = z.object({
  referencePointType: referencePointTypeSchema,
  consistencyLevel: consistencyLevelSchema,
  creationMethod: creationMethodSchema,
  guestBackupType: guestBackupTypeSchema,
});
/** How a point came to be, as its resource shows it. */
export const createdBySchema = z.enum(["CreateReferencePoint", "ConvertRecoverySnapshot", "adopted"]);

export type ReferencePointType = z.infer<typeof referencePointTypeSchema>;
export type ConsistencyLevel = z.infer<typeof consistencyLevelSchema>;
export type CreationMethod = z.infer<typeof creationMethodSchema>;
export type GuestBackupType = z.infer<typeof guestBackupTypeSchema>;
export type CreatedBy = z.infer<typeof createdBySchema>;

/** What a reference point shall be: all that reaches the methods which create one. */
export type PointSettings = Readonly<z.infer<typeof pointSettingsSchema>>;

/*
 * The numbers differ from place to place. Sources: CreateReferencePoint of Msvm_VirtualSystemReferencePointService and
 * of Msvm_CollectionReferencePointService; properties of Msvm_VirtualSystemReferencePoint and
 * Msvm_ReferencePointCollection; ConsistencyLevel of the setting data classes.
 */

/** ReferencePointType, the parameter of Msvm_VirtualSystemReferencePointService.CreateReferencePoint. */
export const vmTypeParameter: Readonly<Record<ReferencePointType, number>> = { Log: 0, RCT: 1 };

/** ReferencePointType, the parameter of Msvm_CollectionReferencePointService.CreateReferencePoint. */
export const collectionTypeParameter: Readonly<Record<ReferencePointType, number>> = { Log: 1, RCT: 2 };

/** ConsistencyLevel of every setting data class: the inputs. */
export const consistencySetting: Readonly<Record<ConsistencyLevel, number>> = { Application: 1, Crash: 2 };

/** GuestBackupType of Msvm_VirtualSystemSnapshotSettingData; 0 is undefined. */
export const guestBackupSetting: Readonly<Record<GuestBackupType, number>> = { Full: 1, Copy: 2 };

/** ReferencePointType, the property of both point classes. */
export function typeFromProperty(value: number | undefined): ReferencePointType | undefined {
  return value === 1 ? "Log" : value === 2 ? "RCT" : undefined;
}

/** ConsistencyLevel, the property of Msvm_VirtualSystemReferencePoint. */
export function vmConsistencyFromProperty(value: number | undefined): ConsistencyLevel | undefined {
  return value === 1 ? "Application" : value === 2 ? "Crash" : undefined;
}

/** ConsistencyLevel, the property of Msvm_ReferencePointCollection: the other way round, as its page says twice. */
export function collectionConsistencyFromProperty(value: number | undefined): ConsistencyLevel | undefined {
  return value === 1 ? "Crash" : value === 2 ? "Application" : undefined;
}
