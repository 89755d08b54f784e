import { expect, test } from "vitest";
import { embeddedText } from "../../../provider/src/hosts/simulated/methods/embedded-text";
import { embeddedProperty } from "../../../provider/src/hyperv/embedded-text";

const hostile = `C:\\VMs\\<it's> & "that" &amp; </VALUE>.vhdx`;
const xml = embeddedText("Msvm_VirtualHardDiskSettingData", [
  ["Path", "string", hostile],
  ["MaxInternalSize", "uint64", "18446744073709551615"],
]);

test("a property of an embedded instance is what it was", () => {
  expect(embeddedProperty(xml, "Path")).toBe(hostile);
  expect(embeddedProperty(xml, "MaxInternalSize")).toBe("18446744073709551615");
});

test("its layout does not matter", () => {
  const spread = `<INSTANCE CLASSNAME="A">\r\n  <PROPERTY TYPE="uint64" NAME="Size" PROPAGATED="true">\r\n    <VALUE>5</VALUE>\r\n</PROPERTY></INSTANCE>`;
  expect(embeddedProperty(spread, "Size")).toBe("5");
});

test("a property that is null or not there has no value, least of all that of the next one", () => {
  const withNull = `<INSTANCE CLASSNAME="A"><PROPERTY NAME="ParentPath" TYPE="string"></PROPERTY><PROPERTY NAME="Path" TYPE="string"><VALUE>x</VALUE></PROPERTY></INSTANCE>`;
  expect(embeddedProperty(withNull, "ParentPath")).toBeUndefined();
  expect(embeddedProperty(withNull, "Size")).toBeUndefined();
});
