import { buildProvider } from "../setup/provider.mjs";

/** Tests that load the package as its users do run against the present sources, however vitest was started. */
export default async function setup() {
  await buildProvider((message) => console.log(message));
}
