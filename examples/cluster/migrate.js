// Lets the virtual machine sql01 come to another node, as a live migration does.
const { controlSimulatedHost } = require("hyperv-reference-points/simulated-host");

controlSimulatedHost({ descriptionFile: "cluster.json" }).migrate("sql01", "HV02");
