// @ts-nocheck
/**
 * The life of a creation as a model that can be explored: a virtual machine on one host, the state entries of two URNs, a
 * journal on each of two runners, and provider processes that may die between any two steps. This file has its rules.
 *
 * A record: c creationId, u URN, ph phase, m method ("create", "snap", "conv"), existing what existed before the call, rep the
 * creation it replaces, seq its sequence, deliv delivered, job, name (of the result), unnamed (a job that the answer did not
 * name), pid the point, ev its evidence, snap the snapshot that is converted, asked the snapshots the user was asked about,
 * unsupported the host refused the method for good.
 */

/** Each can be left out, to see which trace leads to harm without it. */
export const RULES = {
  failFirst: "a failed job is judged before what the host names: what it names is cleaned up, never returned",
  grace: "candidates are taken only when the call can no longer begin",
  convertOnce: "a conversion is repeated only when the one before can no longer begin and nothing runs",
  delivered: "a pending creation of which the engine was told is delivered too, not only a point",
  sameId: "what is created anew for a pending creation keeps its creationId",
  discard: "diff and delete find an undelivered record by its URN or by what it replaces",
  owners: "a point that this journal knows as another creation's is no candidate, also after its record was removed",
  several: "several candidates are ambiguous, however many creations of ours are pending",
  askOnce: "a snapshot that nothing names is asked about once, and then left alone",
  hiddenJob: "the result of a job that cannot be seen is looked for when nothing runs any more",
  unfit:
    "a confirmed point of no use is deleted before the other method is called, and an inferred one is left to the user",
  successor: "a point is not deleted while the creation that replaces it is pending, unless all is destroyed",
  merge: "of the copies in journal and state the further advanced counts (a number that each advance raises)",
};

/** What a record and one round of reads mean, under the rules R. */
export function decide(r, o, R) {
  if (r.ph === "created") return o.present ? { is: "created", id: r.pid, ev: r.ev } : { is: "nothing" };
  if (r.ph === "void" || r.refused) return { is: "nothing" };
  if (o.job === "run" || (R.hiddenJob && o.hidden && o.others)) return { is: "wait" };
  if (R.failFirst && o.job === "fail" && o.named) return { is: "nothing", clean: o.named };
  if (o.named) return o.namedExists ? { is: "created", id: o.named, ev: "confirmed" } : { is: "nothing" };
  if (o.job === "fail") return o.candidates.length ? { is: "ambiguous" } : { is: "nothing" };
  const open = o.others || !o.graceOver;
  if (r.m === "conv" && o.snapshot) return R.convertOnce && open ? { is: "wait" } : { is: "again" };
  if (!o.candidates.length) return open ? { is: "wait" } : { is: "pending" };
  if (R.grace ? open : o.others) return { is: "wait" };
  if (r.m !== "snap" && (o.candidates.length === 1 || (!R.several && o.candidates.length === o.unresolved)))
    return { is: "created", id: o.candidates[0], ev: "inferred" };
  if (r.m === "snap" && R.askOnce && o.candidates.every((id) => r.asked?.includes(id)))
    return { is: "nothing", left: o.candidates };
  return { is: "ambiguous", candidates: o.candidates };
}

/** One round of reads of the host and of the journal, as a plain value. */
export function observe(s, p, r, C) {
  const job = r.job && s.jobs.find((j) => j.id === r.job),
    things = r.m === "snap" ? s.snaps : s.pts;
  const named = r.name ?? (job && job.st !== "run" && C.names.includes("job") && job.named ? job.res : null);
  const recs = s.recs.filter((x) => x.run === p.run);
  const says = (x) =>
    x.job && C.names.includes("job") && s.jobs.find((j) => j.id === x.job && j.st !== "run" && j.named)?.res;
  const taken = recs
    .filter((x) => x.c !== r.c)
    .flatMap((x) => [x.pid, x.name, x.snap, C.R.owners && says(x)])
    .concat(C.R.owners ? s.owned.filter((x) => x.run === p.run && x.c !== r.c).map((x) => x.id) : []);
  return {
    job: r.job ? (job?.st ?? "forgotten") : "unknown",
    hidden: r.unnamed || (r.job && !job),
    named,
    namedExists: things.some((x) => x.id === named),
    present: s.pts.some((x) => x.id === r.pid),
    candidates: things.filter((x) => !r.existing.includes(x.id) && !taken.includes(x.id)).map((x) => x.id),
    snapshot: s.snaps.some((x) => x.id === r.snap),
    others: s.jobs.some((j) => j.st === "run" && j.id !== r.job),
    graceOver: !s.calls.some((q) => q.c === r.c && !q.late),
    unresolved: recs.filter((x) => ["called", "running"].includes(x.ph) && !x.name).length,
  };
}
