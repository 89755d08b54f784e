import * as pulumi from "@pulumi/pulumi";
import { VmReferencePoint } from "hyperv-reference-points";
import { isoWeek } from "./iso-week";

const config = new pulumi.Config();

// Today, unless the configuration names a date: to see now what will happen then.
const date = config.get("date");
const today = date === undefined ? new Date() : new Date(`${date}T00:00:00Z`);
if (Number.isNaN(today.getTime())) throw new Error(`rotation:date is "${date}"; write it as 2026-01-31`);

// With each week: the first `pulumi up` of a week takes a new baseline, the others change nothing.
const weekly = new VmReferencePoint("weekly", { vmName: "files01", triggers: [isoWeek(today)] });

// With each release: the pipeline that installs it sets rotation:release.
const release = new VmReferencePoint("release", { vmName: "app01", triggers: [config.require("release")] });

// The same by Pulumi's own resource option, which any resource has: here for a baseline on demand.
const onDemand = new VmReferencePoint(
  "on-demand",
  { vmName: "sql01" },
  { replacementTrigger: config.require("round") },
);

export const points = {
  weekly: weekly.instanceId,
  release: release.instanceId,
  onDemand: onDemand.instanceId,
};
