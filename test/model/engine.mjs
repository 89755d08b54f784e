// @ts-nocheck
/** What an engine asks of the provider in one command. */
import { isBaseline } from "./checks.mjs";
import { fail, removeEntry } from "./commands.mjs";
import { anothers, confirm, interrupted, merge } from "./journal.mjs";

/** The engine chooses the next verb: what is in the state first, then what a replacement marked for deletion. */
export function engine(s, p, C) {
  const u = p.urns[p.i],
    sl = s.st[u],
    begin = (v, pc) => {
      p.v = v;
      p.pc = pc;
      p.fresh = 0;
    };
  const remove = (e) => {
    p.called = 1;
    if (p.told.includes(e.c ?? e.pend.c)) return removeEntry(sl, p); // this very process returned it anew
    const left = C.R.discard && p.k === "des" && interrupted(s, p, u, e.c ?? e.pend.c, C);
    if (left) {
      p.c = left.c;
      p.back = p.stage === 1 ? 0 : 1;
      return begin("undo", "loop");
    }
    if (e.pend) {
      merge(s, p, e.pend, C);
      return begin("delete", "loop");
    }
    const there = s.pts.some((x) => x.id === e.pid);
    if (p.stage > 1 && (sl.cur?.pid === e.pid || anothers(s, p, e.pid, e.c, C))) return removeEntry(sl, p); // this command has shown it as the current one's
    if (C.R.successor && p.stage > 1 && p.k !== "des" && isBaseline(sl, e)) return fail(p);
    if (there && e.ev === "inferred") return fail(p, 1);
    confirm(s, p, e);
    p.c = e.c;
    p.kill = there ? [e.pid] : [];
    begin("delete", there ? "clean" : "cleaned");
  };
  if (p.stage === 0) {
    p.stage = 1;
    const e = sl.cur;
    if (p.k === "force") return begin("create", "create"); // --replace, taint: no diff is called
    if (p.k === "up" || p.k === "rep") {
      if (!e) return begin("create", "create");
      if (e.pend) {
        merge(s, p, e.pend, C);
        return begin("update", "loop");
      }
      confirm(s, p, e);
      if (p.k === "rep") return begin("create", "create");
      const left = interrupted(s, p, u, e.c, C);
      if (left && (C.R.discard || (left.ph === "created" && left.ev === "confirmed"))) {
        p.c = left.c;
        p.back = 1;
        return begin("undo", "loop");
      }
    } else if (e && p.k === "ref") {
      if (e.pend) {
        merge(s, p, e.pend, C);
        return begin("read", "loop");
      }
      confirm(s, p, e);
      if (!s.pts.some((x) => x.id === e.pid)) delete sl.cur;
    } else if (e && p.k === "des") remove(e);
  } else if (sl.olds.length && p.k !== "ref") {
    p.stage = 2;
    remove(sl.olds[0]);
  } else if (p.i + 1 < p.urns.length) {
    p.i++;
    p.stage = 0;
  } else p.pc = "end";
}
