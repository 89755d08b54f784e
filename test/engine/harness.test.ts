import { expect, test } from "vitest";
import { describeEngine, Project } from "./harness";

/** A dynamic resource as the package makes them: one constant line that loads a handler from the program's folder. */
const program = `
  const pulumi = require("@pulumi/pulumi");
  class Note extends pulumi.CustomResource {
    constructor(name, args, opts) {
      const __provider = 'exports.handler = () => require("./handler.js");';
      super("pulumi-nodejs:dynamic/test:Note", name, { length: undefined, ...args, __provider }, opts);
    }
  }
  const text = new pulumi.Config().get("text") ?? "hello";
  exports.length = new Note("note", { text }).length;
`;

const handler = `
  const { setTimeout } = require("node:timers/promises");
  exports.diff = async (id, olds, news) => ({ changes: olds.text !== news.text });
  exports.create = async (inputs) => {
    await setTimeout(Number(process.env.CREATE_MILLISECONDS ?? 0));
    return { id: "note-1", outs: { ...inputs, length: inputs.text.length } };
  };
  exports.update = async (id, olds, news) => ({ outs: { ...news, length: news.text.length } });
  exports.delete = async () => {};
`;

describeEngine("a project of the harness", () => {
  test("has a life: up, unchanged, changed, destroyed", async () => {
    const project = await Project.create({ program, files: { "handler.js": handler } });

    expect((await project.preview()).stdout).toContain("+ 2 to create");
    await project.succeed("up", "--yes");
    expect(await project.outputs()).toEqual({ length: 5 });
    expect(await project.resources()).toMatchObject([{ id: "note-1", outputs: { text: "hello", length: 5 } }]);

    const again = await project.up("--expect-no-changes");
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("2 unchanged") });

    project.configure({ "test:text": "hello there" });
    expect((await project.preview("--expect-no-changes")).exitCode).not.toBe(0);
    expect((await project.up()).stdout).toContain("~ 1 updated");
    expect(await project.outputs()).toEqual({ length: 11 });

    expect((await project.refresh()).exitCode).toBe(0);
    expect((await project.destroy()).exitCode).toBe(0);
    expect(await project.resources()).toEqual([]);
  });

  test("can be interrupted: what was under way is finished and stored", async () => {
    const project = await Project.create({
      program,
      files: { "handler.js": handler },
      environment: { CREATE_MILLISECONDS: "1500" },
    });
    const up = project.start("up", "--yes", "--skip-preview");
    await up.printed(/note creating/);
    up.signal("SIGINT");
    expect((await up.ended).exitCode).not.toBe(0);
    expect(await project.resources()).toMatchObject([{ id: "note-1" }]);
  });
});
