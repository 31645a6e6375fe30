// The time axis shared by all rows of one board.
//
// A single day is drawn in its own elapsed minutes, so it is 23 or 25 hours long when it is. Several
// days below each other must agree on where 9:00 is: days without the repeated (or with the skipped) hour
// get an empty stretch there, drawn hatched, and every other hour lines up.

import { clockText, elapsedOf, elapsedOn, wallOf } from "./clock.js";

const HOUR = 60;

/** Where each day must leave a hole so that its hours line up with its neighbours'. */
function holes(days) {
  const found = new Map();
  if (days.length < 2) return found;
  const long = days.find((d) => d.shift_by < 0);
  for (const day of days) {
    if (day.shift_by > 0) found.set(day.date, { at: day.shift_at, minutes: day.shift_by });
    else if (long && day !== long) found.set(day.date, { at: long.shift_at, minutes: -long.shift_by });
  }
  return found;
}

function ticksOf(day, hole, from, to) {
  const ticks = [];
  for (let m = 0; m <= day.minutes; m += 15) {
    const at = hole && m >= hole.at ? m + hole.minutes : m;
    if (at >= from && at < to && wallOf(day, m) % HOUR === 0) ticks.push({ at, text: clockText(wallOf(day, m)) });
  }
  return ticks;
}

/**
 * days: the shown days; opens, closes: wall minutes of the usual window; cards: what must stay visible.
 * Returns { from, to, ticks, days, place(day, elapsed), elapsed(day, at), hole(day), fraction(at) }.
 */
export function makeAxis(days, opens, closes, cards) {
  const gap = holes(days);
  const place = (day, elapsed) => {
    const hole = gap.get(day.date);
    return hole && elapsed >= hole.at ? elapsed + hole.minutes : elapsed;
  };
  const long = days.find((d) => d.shift_by < 0) ?? days.find((d) => !d.shift_by) ?? days[0];
  const length = Math.max(...days.map((d) => place(d, d.minutes)));
  let from = place(long, elapsedOf(long, opens, 0));
  let to = place(long, elapsedOf(long, closes, 1));
  for (const day of days) {
    for (const card of cards) {
      const start = elapsedOn(day, card);
      const end = start + card.minutes;
      if (end <= 0 || start >= day.minutes) continue;
      from = Math.min(from, place(day, Math.max(0, start)));
      to = Math.max(to, place(day, Math.min(day.minutes, end)));
    }
  }
  from = Math.max(0, Math.floor(from / HOUR) * HOUR);
  to = Math.min(length, Math.max(from + HOUR, Math.ceil(to / HOUR) * HOUR));
  return {
    from,
    to,
    days,
    key: `${from}-${to}-${JSON.stringify(days)}`,
    ticks: ticksOf(long, gap.get(long.date), from, to),
    hole: (day) => gap.get(day.date),
    place,
    fraction: (at) => (at - from) / (to - from),
    elapsed(day, at) {
      const hole = gap.get(day.date);
      if (!hole || at < hole.at) return at;
      return at < hole.at + hole.minutes ? hole.at : at - hole.minutes;
    },
  };
}

/** Left and width in percent of the visible stretch of a span, or null outside the window. */
export function spanOn(axis, day, start, minutes) {
  const a = Math.max(axis.place(day, Math.max(0, start)), axis.from);
  // The end is placed by its last minute: a span that ends where a hole begins does not reach across it.
  const b = Math.min(axis.place(day, Math.min(day.minutes, start + minutes) - 1) + 1, axis.to);
  if (b <= a) return null;
  return { at: axis.fraction(a) * 100, size: (axis.fraction(b) - axis.fraction(a)) * 100, cutStart: start < 0, cutEnd: start + minutes > day.minutes };
}

/** Where a day leaves a hole for an hour that its neighbours have, as `spanOn`; null without one in sight. */
export function holeOn(axis, day) {
  const hole = axis.hole(day);
  if (!hole) return null;
  const a = Math.max(hole.at, axis.from);
  const b = Math.min(hole.at + hole.minutes, axis.to);
  return b > a ? { at: axis.fraction(a) * 100, size: (axis.fraction(b) - axis.fraction(a)) * 100 } : null;
}
