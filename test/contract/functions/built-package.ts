import { createRequire } from "node:module";

const requireHere = createRequire(__filename);

/** The package as a program loads it, with the SDK that it uses: hosts are loaded only from what is built. */
export const built = requireHere("hyperv-reference-points") as typeof import("../../../provider/src");
export const pulumi = requireHere("@pulumi/pulumi") as typeof import("@pulumi/pulumi");
