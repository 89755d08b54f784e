import type * as pulumi from "@pulumi/pulumi";
import { describe, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type {
  ChangedRanges,
  ChangedRangesProgress,
  CollectionReferencePoint,
  CollectionReferencePointArgs,
  CreatedBy,
  CreationMethod,
  GetChangedRangesArgs,
  GetReferencePointsArgs,
  GuestBackupType,
  HyperVHostArgs,
  ListedReferencePoint,
  PlainHyperVHostArgs,
  ReferencePoints,
  VmReferencePoint,
  VmReferencePointArgs,
} from "../../../provider/src";
import type {
  collectionReferencePointArguments,
  vmReferencePointArguments,
} from "../../../provider/src/engine/arguments";
import type { changedRangesArguments, referencePointsArguments } from "../../../provider/src/functions/arguments";
import type { generalSettingsSchema, hostConnectionSchema } from "../../../provider/src/hosts/connection";
import type { ChangeProgress, DiskChanges } from "../../../provider/src/hyperv/disk-changes";
import type { PointList } from "../../../provider/src/hyperv/point-list";
import type * as settings from "../../../provider/src/hyperv/point-settings";
import type { CollectionPoint, VmPoint } from "../../../provider/src/hyperv/reference-point";

/** Each property as a Pulumi program may give it: now, or as the output of another resource. */
type InputsOf<T> = T extends unknown
  ? { [K in keyof T]: pulumi.Input<Exclude<T[K], undefined>> | Extract<T[K], undefined> }
  : never;
type OutputsOf<T> = { readonly [K in keyof T]: pulumi.Output<T[K]> };
/** One object type instead of several that are put together. */
type Plain<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;

// Held by the compiler: `npm run check` fails where one of these does not hold.
describe("what a program is compiled against is what the schemas say:", () => {
  test("the arguments of VmReferencePoint", () => {
    type Schema = InputsOf<z.input<typeof vmReferencePointArguments>>;
    expectTypeOf<Plain<VmReferencePointArgs>>().toEqualTypeOf<Schema>();
  });

  test("the arguments of CollectionReferencePoint", () => {
    type Schema = InputsOf<z.input<typeof collectionReferencePointArguments>>;
    expectTypeOf<Plain<CollectionReferencePointArgs>>().toEqualTypeOf<Schema>();
  });

  test("the arguments of HyperVHost", () => {
    type Schema = InputsOf<z.input<typeof hostConnectionSchema>> & InputsOf<z.input<typeof generalSettingsSchema>>;
    expectTypeOf<Plain<HyperVHostArgs>>().toEqualTypeOf<Plain<Schema>>();
  });

  test("the outputs of VmReferencePoint", () => {
    expectTypeOf<Pick<VmReferencePoint, keyof VmPoint>>().toEqualTypeOf<OutputsOf<VmPoint>>();
  });

  test("the outputs of CollectionReferencePoint", () => {
    expectTypeOf<Pick<CollectionReferencePoint, keyof CollectionPoint>>().toEqualTypeOf<OutputsOf<CollectionPoint>>();
  });

  test("the ways to create a point", () => {
    expectTypeOf<CreationMethod>().toEqualTypeOf<settings.CreationMethod>();
    expectTypeOf<GuestBackupType>().toEqualTypeOf<settings.GuestBackupType>();
    expectTypeOf<CreatedBy>().toEqualTypeOf<settings.CreatedBy>();
  });

  test("the arguments of functions", () => {
    type Settings = Plain<z.input<typeof hostConnectionSchema> & z.input<typeof generalSettingsSchema>>;
    expectTypeOf<Plain<PlainHyperVHostArgs>>().toEqualTypeOf<Settings>();
    expectTypeOf<Required<GetReferencePointsArgs>>().toEqualTypeOf<
      Record<keyof z.input<typeof referencePointsArguments>, string>
    >();
    expectTypeOf<keyof GetChangedRangesArgs>().toEqualTypeOf<keyof z.input<typeof changedRangesArguments>>();
    expectTypeOf<NonNullable<GetChangedRangesArgs["byteOffset"]>>().toEqualTypeOf<
      NonNullable<z.input<typeof changedRangesArguments>["byteOffset"]>
    >();
  });

  test("what functions answer", () => {
    expectTypeOf<PointList>().toExtend<ReferencePoints>();
    expectTypeOf<keyof PointList["points"][number]>().toEqualTypeOf<keyof ListedReferencePoint>();
    expectTypeOf<DiskChanges>().toEqualTypeOf<Omit<ChangedRanges, "changedBytes">>();
    expectTypeOf<ChangeProgress>().toEqualTypeOf<ChangedRangesProgress>();
  });
});
