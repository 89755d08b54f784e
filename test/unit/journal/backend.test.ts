import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { backendOf } from "../../../provider/src/journal/backend";
import { temporaryFolder } from "../../support/temporary-folder";

/** A home of Pulumi where somebody has logged in, or where that file holds something else. */
function homeWith(content: unknown): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "credentials.json"), typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Nobody has logged in to a backend here. */
const nowhere = { PULUMI_HOME: "/nowhere" };

describe("the backend of a stack", () => {
  test("is the one that the environment names", () => {
    expect(backendOf({ ...nowhere, PULUMI_BACKEND_URL: "s3://states" })).toBe("s3://states");
    const PULUMI_HOME = homeWith({ current: "s3://others" });
    expect(backendOf({ PULUMI_HOME, PULUMI_BACKEND_URL: "s3://states" })).toBe("s3://states");
  });

  test("is the one that was logged in to, where the environment names none", () => {
    const PULUMI_HOME = homeWith({ current: "s3://states", accounts: {} });
    expect(backendOf({ PULUMI_HOME })).toBe("s3://states");
    expect(backendOf({ PULUMI_HOME, PULUMI_BACKEND_URL: "" })).toBe("s3://states");
    expect(backendOf({ PULUMI_HOME: homeWith({ current: "s3://others" }), PULUMI_CREDENTIALS_PATH: PULUMI_HOME })).toBe(
      "s3://states",
    );
  });

  test("is of a relative path that was logged in to as of one in the environment", () => {
    const there = `file://${resolve("states")}`;
    expect(backendOf({ PULUMI_HOME: homeWith({ current: "file://states" }) })).toBe(there);
    expect(backendOf({ ...nowhere, PULUMI_BACKEND_URL: "file://states" })).toBe(there);
  });

  test.each([
    ["postgres://pulumi:s3cret@db/states", "postgres://pulumi:***@db/states"],
    ["postgres://pulumi:s3c:re/t@db", "postgres://pulumi:s3c:re/t@db"],
    ["postgres://db/states?sslmode=require&password=s3cret", "postgres://db/states?sslmode=require&password=***"],
    ["azblob://states?SharedAccessSignature=s3cret&x=1#y", "azblob://states?SharedAccessSignature=***&x=1#y"],
    ["s3://states?region=eu&accessKey=a&secretKey=b", "s3://states?region=eu&accessKey=***&secretKey=***"],
    ["https://user@pulumi.example.com", "https://user@pulumi.example.com"],
  ])("is %s without what opens it", (PULUMI_BACKEND_URL, shown) => {
    expect(backendOf({ ...nowhere, PULUMI_BACKEND_URL })).toBe(shown);
  });

  test.each(["", "{", "{}", '{"current":1}', '{"current":null}'])(
    "is not known where nobody has logged in, nor where %s does not say it",
    (content) => {
      expect(backendOf(nowhere)).toBe("");
      expect(backendOf({ PULUMI_HOME: homeWith(content) })).toBe("");
    },
  );

  test("depends on the working folder only where a path is relative", () => {
    const inFolder = (working: string, url: string) => {
      const cwd = vi.spyOn(process, "cwd").mockReturnValue(working);
      try {
        return backendOf({ ...nowhere, PULUMI_BACKEND_URL: url });
      } finally {
        cwd.mockRestore();
      }
    };
    for (const url of [
      "",
      "s3://states",
      "file:///states",
      "file://~",
      "file://~/states",
      "file://C:/states",
      "s3://states?from=file://a",
    ])
      expect(inFolder("/a", url)).toEqual(inFolder("/b", url));
    expect(inFolder("/a", "file://states")).not.toEqual(inFolder("/b", "file://states"));
    expect(inFolder("/a", "file://two\nlines")).not.toEqual(inFolder("/b", "file://two\nlines"));
    expect(inFolder("/a", "file://./states")).toEqual(inFolder("/a", "file://states"));
  });
});
