// @ts-nocheck
/** The records of the journals, and which creation has which point. */

export const rec = (s, p) => s.recs.find((r) => r.run === p.run && r.c === p.c);
export const advance = (r, change) => Object.assign(r, change, { seq: r.seq + 1 });
export const drop = (s, p, c) => {
  s.recs = s.recs.filter((r) => !(r.run === p.run && r.c === c));
};
/** A process works on it: it is not interrupted. */
export const worked = (s, r) => s.p.some((q) => q && q.run === r.run && q.c === r.c);

export const own = (s, p, id, c) => {
  s.owned = s.owned.filter((x) => !(x.run === p.run && x.id === id)).concat({ run: p.run, id, c });
};
export const anothers = (s, p, id, c, C) =>
  C.R.owners && s.owned.some((x) => x.run === p.run && x.id === id && x.c !== c);
/** A state shows this point, so its record is no longer needed; who owns the point stays known. */
export function confirm(s, p, e) {
  own(s, p, e.pid, e.c);
  if (!p.told.includes(e.c)) drop(s, p, e.c);
}
/** Journal and state have a copy each. The later one is in the journal afterwards; that of a state was delivered. */
export function merge(s, p, pend, C) {
  const j = s.recs.find((r) => r.run === p.run && r.c === pend.c);
  if (j && C.R.merge && pend.seq > j.seq) {
    drop(s, p, pend.c);
    s.recs.push({ ...pend, run: p.run, deliv: 1 });
  } else if (!j) s.recs.push({ ...pend, run: p.run, deliv: 1 });
  p.c = pend.c;
}
/** An interrupted creation of this resource that no engine was told of. */
export function interrupted(s, p, u, c, C) {
  return s.recs.find(
    (r) =>
      r.run === p.run &&
      !r.deliv &&
      r.ph !== "void" &&
      !worked(s, r) &&
      !p.told.includes(r.c) &&
      r.c !== p.left &&
      r.c !== c &&
      ((c && r.rep === c) || (C.R.discard && r.u === u)),
  );
}
export function write(s, p, u, c, rep, C, m = C.method) {
  s.recs.push({
    run: p.run,
    c,
    u,
    ph: "called",
    m,
    existing: (m === "snap" ? s.snaps : s.pts).map((x) => x.id),
    rep,
    seq: 1,
  });
  p.c = c;
  p.fresh = 1;
  p.pc = "send";
}
/** What was there before has created nothing. What was delivered stays so: a state holds it. m: the method, also the other one. */
export function anew(s, p, u, C, m) {
  const r = rec(s, p),
    c = C.R.sameId ? r.c : s.n++,
    { rep, seq, deliv } = r;
  drop(s, p, r.c);
  write(s, p, u, c, rep, C, m);
  Object.assign(rec(s, p), { seq: seq + 1, ...(deliv ? { deliv } : {}) });
}
