// @ts-nocheck
/** Explores every interleaving, breadth first: the first trace to a violation is a shortest one. */

import { atRest, entries } from "./checks.mjs";
import { RULES } from "./creation-model.mjs";
import { letGo, MOVES, SCENARIOS } from "./scenarios.mjs";
import { clone, start, successors } from "./world.mjs";

const hash = (x) => {
  let a = 0x811c9dc5,
    b = 0x1234567;
  for (let i = 0; i < x.length; i++) {
    const c = x.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x5bd1e995) ^ (b >>> 13);
  }
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
};
const initial = (C) => ({
  n: 1,
  pts: [],
  snaps: [],
  jobs: [],
  calls: [],
  recs: [],
  owned: [],
  st: { a: { olds: [] }, b: { olds: [] } },
  p: [null, null],
  run: 1,
  left: { e: C.e, c: C.c, u: C.u ?? 0 },
  excuse: {},
  asks: 0,
});
const restless = (s) => s.p.some(Boolean);

/** S6: from a state at rest, with a quiet environment, what do three rounds of refresh and up lead to? */
function quietly(s, urn, C, memo, answers = 0) {
  const q = clone(s);
  q.left = { e: 0, c: 0, u: 0 };
  q.excuse = { moved: s.excuse.moved };
  const key = urn + answers + JSON.stringify(q);
  if (memo.has(key)) return memo.get(key);
  let front = [q];
  for (const k of ["up", "ref", "up", "up"]) {
    const next = new Map();
    for (const f of front) {
      const t = clone(f);
      start(t, 0, k, [urn], C);
      const stack = [t],
        seen = new Set();
      while (stack.length) {
        const x = stack.pop(),
          y = JSON.stringify(x);
        if (seen.has(y)) continue;
        seen.add(y);
        if (!restless(x)) {
          next.set(y, x);
          continue;
        }
        stack.push(...successors(x, C).map((z) => z[1]));
      }
    }
    front = [...next.values()];
  }
  const outcome = front.map((t) => {
    const sl = t.st[urn],
      alive = t.pts.filter((x) => x.o !== "F" && x.u === urn);
    if (t.bad) return t.bad;
    if (t.asks && answers === 3) return "asked, and no way out";
    if (t.asks) {
      // a person answers "not mine": pulumi state delete. Three answers at most, one for each creation
      const u = clone(t);
      for (const e of entries(u.st[urn])) letGo(u, e);
      for (const x of u.pts) if (sl.cur?.pend && x.o === sl.cur.pend.c) x.o = "F";
      u.st[urn] = { olds: [] };
      const bad = quietly(u, urn, C, memo, answers + 1).find((o) => !o.startsWith("one"));
      return bad && !bad.startsWith("a person")
        ? `stuck: ${bad}`
        : sl.cur?.pend
          ? "a person is asked: several, or a failed job and one alike"
          : "a person is asked: deletion of an inferred point";
    }
    if (sl.cur?.pid && !sl.olds.length && t.pts.some((x) => x.id === sl.cur.pid))
      return alive.length <= 1
        ? sl.cur.ev === "inferred"
          ? "one, inferred"
          : "one"
        : "one, and a record names another";
    return `stuck ${JSON.stringify(sl)}`;
  });
  memo.set(key, outcome);
  return outcome;
}

function explore(C) {
  const seen = new Set(),
    parent = [],
    labels = [],
    bads = new Map(),
    outcomes = new Map(),
    memo = new Map();
  const root = initial(C);
  let front = [[root, 0]];
  parent.push(-1);
  labels.push("begin");
  seen.add(hash(JSON.stringify(root)));
  const trace = (i) => {
    const out = [];
    for (; i > 0; i = parent[i]) if (labels[i]) out.unshift(labels[i]);
    return out;
  };
  const note = (what, i) => {
    const kind = what.replace(/\d+/g, "#");
    if (!bads.has(kind)) bads.set(kind, { what, trace: trace(i), count: 0 });
    bads.get(kind).count++;
  };
  while (front.length) {
    const next = [];
    for (const [s, i] of front) {
      const all = successors(s, C);
      if (!all.length && restless(s)) note("S6: a command waits for ever", i);
      for (const [label, t] of all) {
        const h = hash(JSON.stringify(t));
        if (seen.has(h)) continue;
        seen.add(h);
        const k = parent.push(i) - 1;
        labels.push(label);
        const bad = t.bad ?? atRest(t);
        if (bad) {
          note(bad, k);
          continue;
        }
        if (!restless(t))
          for (const urn of C.quiet ?? ["a"])
            for (const o of new Set(quietly(t, urn, C, memo))) {
              if (/^stuck|^S\d/.test(o)) note(`S6: ${o.replace(/\{.*/, "")}`, k);
              if (!outcomes.has(o)) outcomes.set(o, { count: 0, trace: trace(k) });
              outcomes.get(o).count++;
            }
        next.push([t, k]);
      }
      if (seen.size > (C.limit ?? 3e6)) {
        return { states: seen.size, bads, outcomes, bounded: true };
      }
    }
    front = next;
  }
  return { states: seen.size, bads, outcomes };
}

/**
 * Explores scenarios, one host after the other.
 *
 * @param {object} options
 * @param {readonly string[]} [options.only] scenarios
 * @param {string} [options.host] by what the host names results
 * @param {number} [options.events] what may go wrong
 * @param {number} [options.commands]
 * @param {readonly string[]} [options.without] rules that are left out, to see what they are for
 * @param {number} [options.limit] of states
 */
export function* exploreScenarios({ only, host: wanted, events, commands, without = [], limit } = {}) {
  const R = Object.fromEntries(Object.keys(RULES).map((rule) => [rule, !without.includes(rule)]));
  for (const [scenario, bounds] of Object.entries(SCENARIOS)) {
    if (only !== undefined && !only.includes(scenario)) continue;
    for (const host of bounds.hosts) {
      if (wanted !== undefined && wanted !== host) continue;
      const user = (bounds.user ?? []).map((move) => MOVES[move]);
      const names = host.split(",");
      const e = events ?? bounds.e;
      const c = commands ?? bounds.c;
      yield { scenario, host, ...explore({ method: "create", ...bounds, R, names, user, e, c, limit }) };
    }
  }
}
