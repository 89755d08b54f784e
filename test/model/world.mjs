// @ts-nocheck
/** The host, other programs and the user: everything that may happen next. */
import { entries, judge } from "./checks.mjs";
import { fail, step } from "./commands.mjs";
import { engine } from "./engine.mjs";

export const clone = (s) => JSON.parse(JSON.stringify(s));
/** What only the engine does, or nothing outside can see, is no step of its own. */
function settle(t, i, C) {
  while (t.p[i]?.pc === "engine") engine(t, t.p[i], C);
}
/** All successors: [label, state]. */
export function successors(s, C) {
  const out = [],
    E = s.left.e > 0;
  const move = (label, f, cost) => {
    const t = clone(s);
    f(t);
    if (cost) t.left.e--;
    out.push([label, t]);
  };
  s.p.forEach((p, i) => {
    if (!p) return;
    const st = step(s, p, C);
    if (st)
      move(st[0], (t) => {
        st[1](t, t.p[i]);
        settle(t, i, C);
      });
    if (E && !(p.pc === "end" && !p.told.length))
      move(
        "KILLED: the provider",
        (t) => {
          if (p.pc === "save" || p.pc === "savePending") t.excuse.window = 1;
          t.excuse.killed = 1;
          if (p.told.length) t.excuse.told = 1;
          t.p[i] = null;
        },
        1,
      );
    if (E && p.pc === "loop" && !st)
      move(
        "the deadline of the command passes",
        (t) => {
          if (p.v === "create" || p.v === "update") t.p[i].pc = "savePending";
          else fail(t.p[i]);
          settle(t, i, C);
        },
        1,
      );
  });
  s.calls.forEach((c, k) => {
    const i = s.p.findIndex((p) => p && p.pc === "await" && p.call === c.id);
    const begin = (t) => {
      t.calls.splice(k, 1);
      if (c.late) t.excuse.late = 1;
      if (c.m === "create" && C.needsConversion === "refused") return { refused: 1, unsupported: 1 };
      if (
        c.m === "conv" &&
        (!t.snaps.some((x) => x.id === c.snap) || t.jobs.some((j) => j.st === "run" && j.snap === c.snap))
      )
        return { refused: 1 };
      const job = { id: t.n++, c: c.c, u: c.u, m: c.m, st: "run", res: t.n++, snap: c.snap, named: 1 };
      if (c.m === "conv") judge(t, { urns: [c.u], i: 0, c: c.c }, c.snap);
      t.jobs.push(job);
      return { job: job.id, name: C.names.includes("ref") ? job.res : null };
    };
    if (i >= 0)
      move("the host begins and answers", (t) => {
        t.p[i].ans = begin(t);
        t.p[i].pc = "answered";
      });
    if (i >= 0 && E && C.names.includes("ref"))
      move(
        "UNNAMED: the host begins and answers without its job",
        (t) => {
          const a = begin(t);
          if (!a.refused) {
            a.unnamed = 1;
            a.job = null;
          }
          t.p[i].ans = a;
          t.p[i].pc = "answered";
        },
        1,
      );
    if (i >= 0 && E)
      move(
        "LOST: the host begins, the reply is lost",
        (t) => {
          begin(t);
          t.p[i].pc = "loop";
        },
        1,
      );
    if (i >= 0 && E)
      move(
        "LOST: no reply, the call may still begin",
        (t) => {
          t.p[i].pc = "loop";
        },
        1,
      );
    if (i >= 0 && E)
      move(
        "REFUSED: a return code says so",
        (t) => {
          t.calls.splice(k, 1);
          t.p[i].ans = { refused: 1 };
          t.p[i].pc = "answered";
        },
        1,
      );
    if (i < 0) move("the host begins a call that nobody waits for", begin);
    if (i < 0 && E && !c.late)
      move(
        "a call never begins",
        (t) => {
          t.calls.splice(k, 1);
        },
        1,
      );
    if (i < 0 && E && !c.late && C.late)
      move(
        "a call outlives its budget",
        (t) => {
          t.calls[k].late = 1;
        },
        1,
      );
  });
  s.jobs.forEach((j, k) => {
    const isEmpty = j.m === "create" && C.needsConversion === "empty";
    const make = (t) =>
      (j.m === "snap" ? t.snaps : t.pts).push({ id: j.res, o: j.c, u: j.u, ...(isEmpty ? { empty: 1 } : {}) });
    if (j.st === "run") {
      move(`job ${j.id} ends well: ${j.m === "snap" ? "snapshot" : "point"} ${j.res}`, (t) => {
        t.jobs[k].st = "ok";
        make(t);
        t.snaps = t.snaps.filter((x) => x.id !== j.snap);
      });
      if (E)
        move(
          `FAILED: job ${j.id}, leaves nothing`,
          (t) => {
            t.jobs[k].st = "fail";
            t.jobs[k].named = 0;
          },
          1,
        );
      if (E && j.m !== "conv")
        for (const named of C.names.includes("job") ? [1, 0] : [0])
          move(
            `FAILED: job ${j.id}, leaves ${j.res}${named ? " and names it" : " unnamed"}`,
            (t) => {
              t.jobs[k].st = "fail";
              t.jobs[k].named = named;
              make(t);
              if (
                !s.recs.some((r) => r.name === j.res && !r.job) &&
                !s.p.some((p) => p?.ans?.name === j.res && !p.ans.job)
              )
                (j.m === "snap" ? t.snaps : t.pts).at(-1).partial = 1;
            },
            1,
          );
    } else if (!s.recs.some((r) => r.job === j.id) && !s.p.some((p) => p?.ans?.job === j.id)) {
      /* Nobody can ask for it any more. */
    } else if (E)
      move(
        `job ${j.id} is forgotten`,
        (t) => {
          t.jobs.splice(k, 1);
          for (const x of t.pts) if (x.id === j.res) delete x.partial;
        },
        1,
      );
  });
  if (E && s.recs.length + s.calls.length) {
    for (const x of s.pts)
      if (x.o !== "F")
        move(
          `another program removes point ${x.id}`,
          (t) => {
            t.pts = t.pts.filter((y) => y.id !== x.id);
          },
          1,
        );
    if (!s.pts.some((x) => x.o === "F"))
      move(`FOREIGN: a point ${s.n} that is alike appears`, (t) => t.pts.push({ id: t.n++, o: "F", u: "-" }), 1);
    if ((C.method === "snap" || C.needsConversion) && !s.snaps.some((x) => x.o === "F"))
      move(`FOREIGN: a snapshot ${s.n} appears`, (t) => t.snaps.push({ id: t.n++, o: "F", u: "-" }), 1);
  }
  const busy = s.p.some(Boolean);
  if (s.left.c > 0)
    for (const [k, urns, goesOn] of C.commands) {
      const n = s.p.findIndex((p) => !p);
      if (busy && (!C.concurrent || n < 0 || s.p.some((p) => p?.urns.some((x) => urns.includes(x))))) continue;
      if (k !== "up" && urns.every((x) => !entries(s.st[x]).length)) continue;
      move(
        `$ ${{ up: "up", rep: "up, replacing", force: "up --replace", des: "destroy", ref: "refresh" }[k]}${goesOn ? " --continue-on-error" : ""} ${urns}`,
        (t) => {
          t.left.c--;
          start(t, n < 0 ? 0 : n, k, urns, C, goesOn);
        },
      );
    }
  if (!busy && s.left.u > 0)
    for (const [label, can, f] of C.user)
      if (can(s))
        move(`USER: ${label}`, (t) => {
          t.left.u--;
          delete t.destroyed;
          if (t.excuse.told && t.run === s.run && !label.startsWith("the next command")) t.excuse.moved = 1;
          f(t);
        });
  return out;
}
/** A user runs a command. */
export function start(t, n, k, urns, C, goesOn) {
  delete t.destroyed;
  t.asks = 0;
  t.p[n] = {
    n,
    k,
    urns,
    i: 0,
    stage: 0,
    pc: "engine",
    run: C.journal?.[urns[0]] ?? t.run,
    told: [],
    c: 0,
    ...(goesOn ? { goesOn } : {}),
  };
  settle(t, n, C);
}
