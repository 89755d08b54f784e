import { describe, expect, test } from "vitest";
import { canonicalGuid, sameGuid } from "../../../provider/src/hyperv/guid";

const guid = "0F5A2C1E-7B3D-4E6F-8A9B-0C1D2E3F4A5B";

describe("a GUID", () => {
  test.each([
    guid,
    guid.toLowerCase(),
    `{${guid}}`,
    `{${guid.toLowerCase()}}`,
    ` ${guid} `,
    `(${guid})`,
    guid.replaceAll("-", ""),
    `{${guid.replaceAll("-", "")}}`,
  ])("%s is one GUID", (spelling) => {
    expect(canonicalGuid(spelling)).toBe(guid);
    expect(sameGuid(spelling, guid)).toBe(true);
  });

  test.each([
    "",
    "sql01",
    `{${guid}`,
    `${guid}}`,
    guid.slice(1),
    `${guid}0`,
    `(${guid}}`,
    `{${guid})`,
    `((${guid}))`,
    guid.replace("-", ""),
    `x${guid}`,
  ])("“%s” is none", (text) => {
    expect(canonicalGuid(text)).toBeUndefined();
    expect(sameGuid(text, text)).toBe(false);
  });
});
