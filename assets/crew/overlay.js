// A job as its worker sees it: what the server last said, and on top of it what was tapped since.
// Pure: job and taps in, job out.

const AFTER = { start: "running", resume: "running", pause: "paused", finish: "finished" };

const NOT_STARTED = { state: "not_started", worked: 0, since: null, began: null };

const seconds = (from, to) => Math.max(0, Math.floor((to - from) / 1000));

/** The clock as plain numbers: seconds on it until `readAt`, and since when it runs (both in ms).
 * `began` is when it was started, by the phone's own clock, while nothing else has happened on it. */
function clockOf(kept, readAt) {
  const clock = kept.clock;
  if (!clock) return NOT_STARTED;
  const since = clock.running_since ? readAt : null;
  const began = since && clock.spans.length === 1 ? readAt - clock.worked_seconds * 1000 : null;
  return { state: clock.state, worked: clock.worked_seconds, since, began };
}

function moved(clock, tap) {
  const state = AFTER[tap.kind];
  if (!state || state === clock.state) return clock;
  const at = Date.parse(tap.tapped_at);
  const worked = clock.worked + (clock.since === null ? 0 : seconds(clock.since, at));
  return { state, worked, since: state === "running" ? at : null, began: tap.kind === "start" ? at : null };
}

/** One tap on top of a job. `server` is what the server said; nothing of it is changed in place. */
function applied(job, tap) {
  if (AFTER[tap.kind]) {
    const status = tap.kind === "start" && job.status === "confirmed" ? "in_progress" : job.status;
    return { ...job, status, clock: moved(job.clock, tap) };
  }
  if (tap.kind === "undo_start") {
    const begun = job.mates.some((mate) => mate.state !== "not_started");
    const status = job.status === "in_progress" && !begun ? "confirmed" : job.status;
    return { ...job, status, clock: NOT_STARTED };
  }
  if (tap.kind === "complete") return { ...job, status: "completed", canComplete: false };
  if (tap.kind === "tick" || tap.kind === "untick") {
    const ticked_at = tap.kind === "tick" ? tap.tapped_at : null;
    const ticked = (item) => (item.id === tap.item_id ? { ...item, ticked_at, ticked_by: "", waiting: true } : item);
    return { ...job, checklist: job.checklist.map(ticked) };
  }
  if (tap.kind === "note") {
    const note = { id: tap.id, text: tap.text, author: "", written_at: tap.tapped_at, waiting: true };
    return { ...job, notes: [...job.notes, note] };
  }
  if (tap.kind === "problem") {
    const problem = { id: tap.id, report_id: tap.report_id, kind: tap.reason, text: tap.text, reported_at: tap.tapped_at, waiting: true };
    return { ...job, problems: [...job.problems, problem] };
  }
  return job;
}

/** A kept job with its taps on top, ready to be drawn. `readAt` is when the server was asked (ms). */
export function seen(kept, taps, readAt) {
  const base = {
    ...kept.job,
    notes_text: kept.job.notes,
    clock: clockOf(kept, readAt),
    mates: kept.mates,
    checklist: kept.checklist,
    notes: kept.notes,
    problems: kept.problems,
    photos: kept.photos,
    canComplete: kept.can_complete,
  };
  const mine = taps.filter((tap) => tap.booking_id === kept.job.id);
  const job = mine.reduce(applied, base);
  const mateOpen = job.mates.some((mate) => mate.state === "running" || mate.state === "paused");
  const done = job.clock.state === "finished" && job.status === "in_progress";
  return { ...job, canComplete: done && !mateOpen, waitsFor: done && mateOpen, waiting: mine.length > 0 };
}

/** Whole seconds on a clock at a moment (ms). */
export const workedAt = (clock, now) => clock.worked + (clock.since === null ? 0 : seconds(clock.since, now));

export const plannedMinutes = (job) => Math.round((Date.parse(job.ends_at) - Date.parse(job.starts_at)) / 60000);

/** How long a start can be taken back (ms). */
const TAKE_BACK = 60_000;

export const justBegan = (clock, now) => clock.state === "running" && clock.began !== null && now - clock.began < TAKE_BACK;

/** More than 120% of the plan. The server decides; this asks for the reason before it is sent. */
export const ranOver = (job, now) => workedAt(job.clock, now) * 100 > plannedMinutes(job) * 60 * 120;
