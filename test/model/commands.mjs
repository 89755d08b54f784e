// @ts-nocheck
/** A command of the provider as atomic steps, of which any may be the last. */
import { judge } from "./checks.mjs";
import { decide, observe } from "./creation-model.mjs";
import { advance, anew, anothers, drop, own, rec, worked, write } from "./journal.mjs";

/** With --continue-on-error what is replaced is deleted all the same. */
export function fail(p, asks) {
  p.failed = 1;
  p.asks = asks ? 1 : 0;
  p.pc = p.goesOn && p.stage === 1 ? "engine" : "end";
  p.c = 0;
}
const done = (p) => {
  p.pc = "engine";
  p.c = 0;
};

/** The next atomic step of a process, or undefined while it waits. Returns [label, change]. */
export function step(s, p, C) {
  const R = C.R,
    u = p.urns[p.i],
    sl = s.st[u];
  switch (p.pc) {
    case "create": {
      // Of an undelivered creation only.
      const r = s.recs.find(
        (x) => x.run === p.run && x.u === u && !x.deliv && !worked(s, x) && x.ph !== "void" && !p.told.includes(x.c),
      );
      if (r)
        return [
          `create ${u}: resumes the record of creation ${r.c}`,
          (_, q) => {
            q.c = r.c;
            q.fresh = 0;
            q.pc = "loop";
          },
        ];
      return [
        `create ${u}: record ${s.n} (called) is written`,
        (t, q) => write(t, q, u, t.n++, q.k === "rep" ? (sl.cur?.c ?? null) : null, C),
      ];
    }
    case "send":
      return [
        "the call is sent",
        (t, q) => {
          const r = rec(t, q);
          q.call = t.n++;
          t.calls.push({ id: q.call, c: r.c, m: r.m, u, snap: r.snap });
          q.pc = "await";
        },
      ];
    case "answered":
      return [
        "the answer is recorded (running)",
        (t, q) => {
          const a = q.ans;
          delete q.ans;
          advance(
            rec(t, q),
            a.refused
              ? { refused: 1, ...(a.unsupported ? { unsupported: 1 } : {}) }
              : { ph: "running", job: a.job, name: a.name, ...(a.unnamed ? { unnamed: 1 } : {}) },
          );
          q.pc = "loop";
        },
      ];
    case "loop": {
      const r = rec(s, p),
        d = decide(r, observe(s, p, r, C), R);
      if (d.is === "wait" && p.v !== "read") return undefined;
      return [
        `${p.v} ${u}, record ${r.c} (${r.ph}): ${d.is}${d.id ? ` ${d.id} ${d.ev}` : ""}`,
        (t, q) => act(t, q, d, C),
      ];
    }
    case "clean":
      return [
        `destroys ${p.kill.join(", ")}`,
        (t, q) => {
          for (const id of q.kill) judge(t, q, id);
          t.pts = t.pts.filter((x) => !q.kill.includes(x.id));
          t.snaps = t.snaps.filter((x) => !q.kill.includes(x.id));
          t.owned = t.owned.filter((x) => !q.kill.includes(x.id));
          q.pc = "cleaned";
        },
      ];
    case "cleaned":
      return [
        "the record is removed, the verb answers",
        (t, q) => {
          const v = q.v;
          delete q.kill;
          if (q.instead) {
            delete q.instead;
            return anew(t, q, u, C, "snap");
          }
          if (v === "create") {
            drop(t, q, q.c);
            return fail(q);
          }
          if (v === "update") {
            advance(rec(t, q), { ph: "void" });
            q.pc = "savePending";
            q.asked = 0;
            return;
          }
          drop(t, q, q.c);
          if (v === "undo") {
            q.stage = q.back;
            return done(q);
          }
          removeEntry(t.st[u], q);
          done(q);
        },
      ];
    case "save":
      return [
        `the engine saves the point ${rec(s, p).pid} of ${rec(s, p).c} as ${u}`,
        (t, q) => {
          const r = rec(t, q);
          put(t.st[u], { pid: r.pid, c: r.c, ev: r.ev }, q);
          q.told.push(r.c);
          done(q);
        },
      ];
    case "savePending":
      return [
        `the engine saves a pending creation ${p.c} as ${u}${p.asked ? " (ambiguous: a person is asked)" : ""}`,
        (t, q) => {
          const { run, ...copy } = rec(t, q);
          put(t.st[u], { pend: copy }, q);
          q.told.push(q.c);
          fail(q, q.asked);
        },
      ];
    case "end":
      return [
        `the command ends${p.failed ? " with an error" : ""}`,
        (t, q) => {
          for (const r of t.recs)
            if (r.run === q.run && q.told.includes(r.c) && (C.R.delivered || r.ph === "created")) r.deliv = 1;
          t.asks = q.asks ? 1 : 0;
          if (q.k === "des" && !q.failed && q.called) t.destroyed = q.urns[0];
          t.p[q.n] = null;
        },
      ];
  }
}
const put = (sl, e, p) => {
  if (p.v === "create" && sl.cur) {
    sl.olds.push(sl.cur);
    sl.prev = sl.cur;
  }
  sl.cur = e;
};
export const removeEntry = (sl, p) => {
  if (p.stage > 1) sl.olds.shift();
  else delete sl.cur;
};

/** What the verb does with a decision. */
function act(s, p, d, C) {
  const r = rec(s, p),
    u = p.urns[p.i],
    making = p.v === "create" || p.v === "update";
  const leftovers = [d.clean, s.snaps.some((x) => x.id === r.snap) && r.snap].filter(Boolean);
  const ask = () => {
    if (making) {
      p.pc = "savePending";
      p.asked = 1;
    } else if (p.v === "undo" && p.k !== "des") {
      p.stage = p.back;
      p.left = r.c;
      done(p);
    } else fail(p, 1); // update only warns
  };
  switch (d.is) {
    case "created":
      if (making && r.m === "snap") {
        advance(r, {
          m: "conv",
          ph: "called",
          snap: d.id,
          job: null,
          name: null,
          unnamed: undefined,
          asked: undefined,
          existing: s.pts.map((x) => x.id),
        });
        p.pc = "send";
        return;
      }
      if (!making && p.v !== "read") {
        if (d.ev === "inferred" || anothers(s, p, d.id, r.c, C)) return ask();
        p.kill = [d.id, ...leftovers.filter((x) => x !== d.id)];
        p.pc = "clean";
        return;
      }
      if (r.m === "snap") return fail(p);
      advance(r, { ph: "created", pid: d.id, ev: d.ev });
      own(s, p, d.id, r.c);
      p.pc = "save";
      if (making && s.pts.find((x) => x.id === d.id)?.empty) {
        // Of no use: the host gives RCT ids by the other method only.
        if (C.R.unfit && d.ev === "inferred") return ask();
        if (!C.R.unfit) return anew(s, p, u, C, "snap");
        p.kill = [d.id];
        p.instead = 1;
        p.pc = "clean";
      }
      return;
    case "again":
      if (making) {
        advance(r, { ph: "called", job: null, name: null, unnamed: undefined });
        p.pc = "send";
      } else if (p.v === "read") fail(p);
      else {
        p.kill = leftovers;
        p.pc = "clean";
      }
      return;
    case "nothing":
      for (const x of s.snaps) if (d.left?.includes(x.id)) x.o = "F"; // the user was asked, and has left it
      if (making && r.unsupported && !leftovers.length) return anew(s, p, u, C, "snap");
      if (making && !p.fresh && !leftovers.length) return anew(s, p, u, C);
      if (p.v === "read" && leftovers.length) return fail(p);
      p.kill = leftovers;
      p.pc = leftovers.length ? "clean" : "cleaned";
      return;
    case "pending":
      if (making && !p.fresh) return anew(s, p, u, C);
      if (making) {
        p.pc = "savePending";
        p.asked = 0;
      } else if (p.v === "read") fail(p);
      else {
        p.kill = [];
        p.pc = "cleaned";
      }
      return;
    case "ambiguous":
      if (r.m === "snap" && p.v !== "read") advance(r, { asked: d.candidates });
      return ask();
    case "wait":
      return fail(p); // a read decides once
  }
}
