"use strict";

/*
 * A provider that writes down each call in `calls.jsonl`, beside the program. What it makes has the inputs of its resource and
 * `made`, a number: this is how outputs are told from inputs. A change of `kind` asks for a replacement, any other one for an
 * update. `behaviour.json` says what goes wrong, by method.
 */

const { appendFileSync, existsSync, readFileSync } = require("node:fs");

const calls = "calls.jsonl";

function record(method, call = {}) {
  const text = JSON.stringify({ method, ...call }, (key, value) => (key === "__provider" ? undefined : value));
  appendFileSync(calls, `${text}\n`);
  return existsSync("behaviour.json") ? JSON.parse(readFileSync("behaviour.json", "utf8"))[method] : undefined;
}

function numberOfCreations() {
  return readFileSync(calls, "utf8").match(/"method":"create"/g).length;
}

function partial(id, inputs, made) {
  const properties = { ...inputs, made, pending: true };
  throw Object.assign(new Error("not finished"), { id, properties, reasons: ["not finished"] });
}

module.exports = {
  async configure() {
    record("configure");
  },

  async check(olds, news) {
    record("check", { olds, news });
    return { inputs: news };
  },

  async diff(id, olds, news) {
    if (record("diff", { id, olds, news }) === "finds none") return { changes: false };
    const replaces = olds.kind === news.kind ? [] : ["kind"];
    return { changes: replaces.length > 0 || olds.value !== news.value || olds.pending === true, replaces };
  },

  async create(inputs) {
    const behaviour = record("create", { inputs });
    const made = numberOfCreations();
    if (behaviour === "fails") throw new Error("it cannot be made");
    if (behaviour === "crashes") process.exit(1);
    if (behaviour === "is partial") partial(`id-${made}`, inputs, made);
    return { id: `id-${made}`, outs: { ...inputs, made } };
  },

  async read(id, props) {
    const behaviour = record("read", { id, props });
    if (behaviour === "finds nothing") return {};
    return { id, props: behaviour === "finds another value" ? { ...props, value: "drifted" } : props };
  },

  async update(id, olds, news) {
    const behaviour = record("update", { id, olds, news });
    if (behaviour === "fails") throw new Error("it cannot be changed");
    if (behaviour === "is partial") partial(id, news, olds.made);
    return { outs: { ...news, made: olds.made } };
  },

  async delete(id, props) {
    if (record("delete", { id, props }) === "fails") throw new Error("it cannot be deleted");
  },
};
