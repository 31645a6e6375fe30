// Wall-clock time on days that may have 23, 24 or 25 hours.
//
// Everything on the board is placed by *elapsed minutes since local midnight*, because only those are
// evenly spaced on a day when the clocks change. The browser's own zone never enters: each day says
// how long it is and where its clock jumps, and the server is the only one who knows the zone.

export const SNAP = 15;
const DAY = 1440;
const pad = (n) => String(n).padStart(2, "0");

/** "2026-11-23T09:30" -> { date, wall } with wall in minutes on the clock face. */
export function readStamp(stamp) {
  return { date: stamp.slice(0, 10), wall: Number(stamp.slice(11, 13)) * 60 + Number(stamp.slice(14, 16)) };
}

/** Whole days from one ISO date to another; UTC arithmetic, so no zone can bend it. */
export function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** What the clock on the wall shows (minutes) when `elapsed` minutes of the day have gone by. */
export function wallOf(day, elapsed) {
  return day.shift_by && elapsed >= day.shift_at ? elapsed + day.shift_by : elapsed;
}

/**
 * Elapsed minutes of a wall-clock time. `fold` chooses the second of two equal times, as in PEP 495;
 * a time the clock skipped is read with the offset before the jump, as Python's zoneinfo does.
 */
export function elapsedOf(day, wall, fold = 0) {
  if (!day.shift_by) return wall;
  const after = wall - day.shift_by;
  const isBefore = wall < day.shift_at;
  const isAfter = after >= day.shift_at;
  if (isBefore && isAfter) return fold ? after : wall;
  return isAfter ? after : wall;
}

/** Elapsed minutes of a card seen from `day`: negative when it began on an earlier date. */
export function elapsedOn(day, card) {
  const ahead = daysBetween(day.date, card.date);
  return ahead === 0 ? elapsedOf(day, card.wall, card.fold) : ahead * DAY + card.wall;
}

/** { date, wall, fold } of an elapsed minute: the inverse of `elapsedOf`. */
export function momentOf(day, elapsed) {
  const wall = wallOf(day, elapsed);
  return { date: day.date, wall, fold: elapsedOf(day, wall, 0) === elapsed ? 0 : 1 };
}

export function stampOf({ date, wall }) {
  return `${date}T${pad(Math.floor(wall / 60))}:${pad(wall % 60)}`;
}

/** "9:30"; minutes past midnight wrap round. */
export function clockText(wall) {
  const w = ((wall % DAY) + DAY) % DAY;
  return `${Math.floor(w / 60)}:${pad(w % 60)}`;
}

export function spanText(day, elapsed, minutes) {
  return `${clockText(wallOf(day, elapsed))}–${clockText(wallOf(day, elapsed + minutes))}`;
}

/** 390 -> "6h 30m". */
export function lengthText(minutes) {
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  return [h && `${h}h`, (m || !h) && `${m}m`].filter(Boolean).join(" ");
}

export const snap = (minutes) => Math.round(minutes / SNAP) * SNAP;
