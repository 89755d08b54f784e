// A process that makes points on a simulated host: worker.cjs <module> <description> <machine> <count> [die-at-write]
// It prints the InstanceID of each point that the host has accepted.
const fs = require("node:fs");

const [module_, descriptionFile, machineName, count, dieAtWrite] = process.argv.slice(2);
const { openSimulatedHost } = require(module_);

if (dieAtWrite !== undefined) {
  const { renameSync } = fs;
  let writes = 0;
  fs.renameSync = (from, to) => {
    writes += 1;
    if (writes === Number(dieAtWrite)) process.kill(process.pid, "SIGKILL");
    renameSync(from, to);
  };
}

const settings = {
  className: "Msvm_VirtualSystemReferencePointSettingData",
  properties: { ConsistencyLevel: { type: "uint8", value: 2 } },
};

async function main() {
  const session = openSimulatedHost({ descriptionFile });
  const [service] = await session.query("Msvm_VirtualSystemReferencePointService");
  const [vm] = await session.query("Msvm_ComputerSystem", { ElementName: machineName });
  for (let made = 0; made < Number(count); ) {
    const { returnValue, out } = await session.invoke(service.reference, "CreateReferencePoint", {
      AffectedSystem: { type: "reference", value: vm.reference },
      ReferencePointSettings: { type: "instance", value: settings },
      ReferencePointType: { type: "uint16", value: 1 },
    });
    // Another process may hold the machine just now.
    if (returnValue === 32774) continue;
    if (returnValue !== 4096) throw new Error(`CreateReferencePoint returned ${returnValue}`);
    fs.writeSync(1, `${out.ResultingReferencePoint.value.keys.InstanceID}\n`);
    made += 1;
  }
  await session.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
