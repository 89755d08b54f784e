export { type Result, RunningCommand } from "./command";
export { describeEngine } from "./engine";
export { ExampleCopy } from "./example-copy";
export { type Deployment, Project, type ProjectOptions, type StoredResource } from "./project";
