// @ts-nocheck
/**
 * What must never happen. S1: what another creation, state or program owns is destroyed or converted. S2: a point is doubled.
 * S3: one is known to nobody. S4: a destroy that succeeded leaves one. S6: no way leads on. S7: the point of a failed job is
 * held as a success. S8: the only baseline is destroyed before the point that replaces it is there. Only the checker knows a thing's owner o: the creation that made it, or "F" for another program.
 *
 * Excused: a call that begins after its time; a journal that is lost together with a kill; a process that is killed after the
 * state was saved, whose resource is at once moved or let go of.
 */

export const entries = (sl) => [sl.cur, ...sl.olds].filter(Boolean);
export const owns = (sl, pid) => entries(sl).some((e) => e.pid === pid);
/** The newest point of those that a pending creation replaces. */
export const isBaseline = (sl, e) => sl.cur?.pend !== undefined && sl.olds.findLast((x) => x.pid)?.pid === e.pid;
/** S1, the moment before something is destroyed or converted. */
export function judge(s, p, id) {
  if (s.excuse.moved) return;
  const x = [...s.pts, ...s.snaps].find((y) => y.id === id),
    u = p.urns[p.i];
  if (!x) return;
  const old = p.v === "delete" && p.stage > 1 && p.k !== "des" && s.st[u].olds[0];
  if (old?.pid === id && isBaseline(s.st[u], old)) s.bad = `S8: ${id} is destroyed before its successor is there`;
  if (x.o === "F") s.bad = `S1: ${id} of another program is destroyed or converted`;
  for (const w of Object.keys(s.st))
    if (w !== u && owns(s.st[w], id) && !(s.st[w].cur?.pid === id && s.st[w].cur.ev === "inferred"))
      s.bad = `S1: point ${id}, which the state of ${w} owns, is destroyed by ${u}`;
  if (s.st[u].cur?.pid === id && s.st[u].cur.c !== undefined && !(p.k === "des" || (p.v === "delete" && p.stage === 1)))
    s.bad = `S1: point ${id}, which the state of ${u} owns, is destroyed by ${u}'s own ${p.v}`;
}
/** S2 to S5, at rest: nothing runs and no call can begin. */
export function atRest(s) {
  if (s.excuse.moved || s.p.some(Boolean) || s.calls.some((q) => !q.late) || s.jobs.some((j) => j.st === "run"))
    return null;
  const excused = s.excuse.late || (s.excuse.lost && s.excuse.killed);
  const known = (x) =>
    Object.values(s.st).some((sl) => owns(sl, x.id) || entries(sl).some((e) => e.pend && claims(e.pend, x))) ||
    s.recs.some((r) => claims(r, x));
  const claims = (r, x) =>
    r.ph === "created"
      ? r.pid === x.id || r.snap === x.id
      : r.ph !== "void" && (r.c === x.o || r.snap === x.id || (!r.name && !r.existing.includes(x.id)));
  for (const x of [...s.pts, ...s.snaps])
    if (x.o !== "F" && !known(x) && !excused)
      return `${s.pts.some((y) => y !== x && y.o !== "F" && y.u === x.u) ? "S2: doubled" : "S3: orphan"}: ${x.id} of ${x.u} (creation ${x.o}) is known to nobody`;
  for (const x of s.pts)
    for (const sl of Object.values(s.st))
      if (sl.cur?.pid === x.id && sl.cur.ev === "confirmed" && x.o !== sl.cur.c && x.o !== "F")
        return `S1: point ${x.id} of creation ${x.o} is held as confirmed by ${sl.cur.c}`;
  for (const x of s.pts)
    if (x.partial && Object.values(s.st).some((sl) => sl.cur?.pid === x.id && sl.cur.ev === "confirmed"))
      return `S7: point ${x.id} of a failed job is held as a success`;
  const holders = (x) =>
    Object.values(s.st).filter((sl) => entries(sl).some((e) => e.pid === x.id && e.ev === "confirmed")).length;
  for (const x of s.pts) if (holders(x) > 1) return `S1: point ${x.id} is owned by two states`;
  if (s.destroyed && !excused && !s.excuse.window)
    for (const x of [...s.pts, ...s.snaps])
      if (x.u === s.destroyed && x.o !== "F") return `S4: destroy of ${s.destroyed} succeeded and ${x.id} is left`;
  return null;
}
