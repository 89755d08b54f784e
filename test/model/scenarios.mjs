// @ts-nocheck
/** What is explored, and within which bounds: e events, c commands, u moves of the user. */
import { entries } from "./checks.mjs";

/** Nobody here has it any more. */
export const letGo = (t, e) => {
  for (const x of t.pts) if (x.id === e?.pid) x.o = "F";
};
/** What users do to a state: label, whether they can, what it does. */
export const MOVES = {
  rename: [
    "a is moved to b (state rename, state move, stack rename)",
    (s) => entries(s.st.a).length && !entries(s.st.b).length,
    (t) => {
      for (const e of entries(t.st.a).concat(t.st.a.prev ?? []))
        for (const x of [...t.pts, ...t.snaps]) if (x.id === e.pid || (e.pend && x.o === e.pend.c)) x.u = "b";
      for (const e of entries(t.st.a)) for (const x of [...t.calls, ...t.jobs]) if (x.c === e.pend?.c) x.u = "b";
      t.st.b = t.st.a;
      t.st.a = { olds: [] };
    },
  ],
  forget: [
    "a is let go of (retainOnDelete, deletedWith, state delete)",
    (s) => s.st.a.cur?.pid && !s.st.a.olds.length,
    (t) => {
      letGo(t, t.st.a.cur);
      t.st.a = { olds: [] };
    },
  ],
  rollback: [
    "the state of a is rolled back (import of an older export)",
    (s) => s.st.a.prev?.pid && s.st.a.cur?.pid,
    (t) => {
      for (const e of entries(t.st.a)) if (e.pid !== t.st.a.prev.pid) letGo(t, e);
      t.st.a = { cur: t.st.a.prev, olds: [] };
    },
  ],
  runner: [
    "the next command runs on the other runner",
    () => true,
    (t) => {
      t.run = 3 - t.run;
      t.excuse.lost = 1;
    },
  ],
};
const ups = (u, ks = ["up", "rep", "force", "des", "ref"]) => ks.map((k) => [k, [u]]);
/** hosts: by what the host names results. */
export const SCENARIOS = {
  direct: { e: 2, c: 3, commands: ups("a"), hosts: ["job,ref", "job", "ref", ""] },
  // A host that names no snapshot asks each time.
  convert: { e: 2, c: 3, method: "snap", commands: ups("a"), hosts: ["job,ref", "job", "ref"] },
  // Automatic, on a host that supports only the conversion, or creates points of no use without it.
  refused: { e: 2, c: 2, needsConversion: "refused", commands: ups("a"), hosts: ["job,ref", "job"] },
  empty: { e: 2, c: 2, needsConversion: "empty", commands: ups("a"), hosts: ["job,ref", "job"] },
  late: { e: 3, c: 2, late: 1, commands: ups("a", ["up", "rep", "des"]), hosts: ["job,ref", ""] },
  moved: {
    e: 1,
    c: 4,
    u: 1,
    commands: [...ups("a", ["up", "rep", "des"]), ...ups("b", ["up", "des"]), ["up", ["a", "b"]]],
    user: ["rename", "forget", "rollback"],
    hosts: ["job,ref", ""],
  },
  runners: { e: 2, c: 3, u: 2, commands: ups("a"), user: ["runner"], hosts: ["job,ref", ""] },
  continued: {
    e: 2,
    c: 3,
    commands: [...ups("a", ["up", "rep", "des"]), ["up", ["a"], 1], ["rep", ["a"], 1]],
    hosts: ["job,ref", ""],
  },
  concurrent: {
    e: 1,
    c: 2,
    concurrent: 1,
    commands: [...ups("a", ["up", "des"]), ...ups("b", ["up", "des"])],
    hosts: ["job,ref", "job", ""],
  },
  strangers: {
    e: 1,
    c: 2,
    concurrent: 1,
    journal: { a: 1, b: 2 },
    commands: [...ups("a", ["up", "des"]), ...ups("b", ["up", "des"])],
    hosts: ["job,ref", ""],
  },
};
