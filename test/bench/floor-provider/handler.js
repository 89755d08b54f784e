const { randomUUID } = require("node:crypto");

/** How long a host would work, in milliseconds: on a job, and on any other call. */
const job = Number(process.env.BENCH_JOB_MILLISECONDS ?? 0);
const call = Number(process.env.BENCH_CALL_MILLISECONDS ?? 0);

const wait = (milliseconds) =>
  milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : undefined;

exports.vmReferencePoint = () => ({
  async check(_olds, news) {
    const defaults = {
      referencePointType: "RCT",
      consistencyLevel: "Application",
      creationMethod: "CreateReferencePoint",
    };
    return { inputs: { ...defaults, ...news }, failures: [] };
  },

  async diff() {
    return { changes: false, replaces: [] };
  },

  async create(inputs) {
    await wait(call + job);
    const [machine, point, controller] = [randomUUID(), randomUUID(), randomUUID()];
    const instanceId = `Microsoft:${machine}\\${point}`;
    const outs = {
      ...inputs,
      instanceId,
      virtualSystemId: machine,
      virtualSystemName: inputs.vmName,
      hasAssociatedData: false,
      disks: [
        {
          virtualDiskId: `Microsoft:${machine}\\${controller}\\0\\0\\D`,
          path: `C:\\VMs\\${inputs.vmName}\\system.vhdx`,
          rctId: `rctX:${controller}:${point}:0`,
        },
      ],
      createdAt: new Date().toISOString(),
      schemaVersion: 1,
    };
    return { id: instanceId, outs };
  },

  async read(id, props) {
    await wait(call);
    return { id, props };
  },

  async delete() {
    await wait(call + job);
  },
});
