const pulumi = require("@pulumi/pulumi");

/*
 * The least that a dynamic provider can be: a constant provider text, and inputs and outputs of the shape of a
 * VmReferencePoint. What a command takes with it is what Pulumi takes.
 */

const type = "pulumi-nodejs:dynamic/floor:VmReferencePoint";
const text = 'exports.handler = () => require("floor-provider/handler").vmReferencePoint();';

class VmReferencePoint extends pulumi.CustomResource {
  constructor(name, args, opts = {}) {
    const outputs = {
      instanceId: undefined,
      virtualSystemId: undefined,
      virtualSystemName: undefined,
      hasAssociatedData: undefined,
      disks: undefined,
      createdAt: undefined,
      schemaVersion: undefined,
    };
    const hidden = { __provider: text, __urn: pulumi.createUrn(name, type, opts.parent) };
    super(type, name, { ...outputs, ...args, ...hidden }, pulumi.mergeOptions(opts, { hideDiffs: ["disks"] }));
  }
}

module.exports = { VmReferencePoint };
