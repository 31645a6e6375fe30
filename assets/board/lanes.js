// Sorts cards into lanes and lays overlapping ones beside each other. Pure: data in, data out.

import { elapsedOn } from "./clock.js";

export const cardKey = (id, worker) => `${id}|${worker}`;

/**
 * Keep the old object wherever nothing in it changed. React.memo then skips every card but the touched
 * ones even though the server always sends fresh objects.
 */
export function keepSame(previous, next) {
  return next.map((item) => {
    const old = previous.get(item.key);
    return old && sameFields(old, item) ? old : item;
  });
}

export function sameFields(a, b) {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => a[k] === b[k]);
}

export const sameItems = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * Give each span the first free track. Returns the spans in time order with `track`, and `tracks` of
 * their own overlap cluster, so that a lonely job keeps the full width on a crowded day.
 */
export function pack(spans) {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.minutes - a.minutes);
  let cluster = [];
  let ends = [];
  let until = -Infinity;
  const close = () => cluster.forEach((s) => (s.tracks = ends.length));
  for (const span of sorted) {
    if (span.start >= until) {
      close();
      cluster = [];
      ends = [];
      until = -Infinity;
    }
    let track = ends.findIndex((end) => end <= span.start);
    if (track < 0) track = ends.length;
    ends[track] = span.start + span.minutes;
    span.track = track;
    cluster.push(span);
    until = Math.max(until, ends[track]);
  }
  close();
  return sorted;
}

/** Cards of a day as packed spans { card, start, minutes, track, tracks }. */
export function spansOf(day, cards) {
  const spans = [];
  for (const card of cards) {
    const start = elapsedOn(day, card);
    if (start + card.minutes > 0 && start < day.minutes) spans.push({ card, start, minutes: card.minutes });
  }
  return pack(spans);
}

/**
 * Drives between neighbours. The server says how long each drive takes; whether the two jobs are still
 * neighbours is decided here, so a gap vanishes the moment one of them is dragged away. `late`: the
 * drive alone takes longer than the gap; `tight`: so it does with the buffer that should be left.
 */
export function drives(spans, travel, buffer = 0) {
  if (!travel?.length) return [];
  const minutes = new Map(travel.map((t) => [`${t.from_id}>${t.to_id}`, t]));
  const found = [];
  for (let i = 1; i < spans.length; i++) {
    const a = spans[i - 1];
    const b = spans[i];
    const drive = minutes.get(`${a.card.id}>${b.card.id}`);
    const gap = b.start - (a.start + a.minutes);
    if (drive && gap > 0) found.push({ key: `${a.card.id}>${b.card.id}`, start: a.start + a.minutes, gap, minutes: drive.minutes, late: gap < drive.minutes, tight: gap < drive.minutes + buffer });
  }
  return found;
}

const THEME = ["accent", "blue", "violet", "amber", "rose", "green"];
const TONES = Object.fromEntries(THEME.map((tone) => [tone, tone]));
Object.assign(TONES, { std: "accent", standard: "accent", deep: "blue", move: "violet", office: "amber" });
const CYCLE = ["blue", "violet", "amber", "green", "accent"];

/** Service colour key -> tone; an unknown key always gets the same one. */
export function toneOf(colour) {
  if (TONES[colour]) return TONES[colour];
  let sum = 0;
  for (const letter of colour ?? "") sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return CYCLE[sum % CYCLE.length];
}
