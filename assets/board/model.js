// What the board draws, derived from its props: shown cards, axis, lanes. Everything keeps its identity
// as long as it means the same, so that only touched rows render again.

import { useMemo, useRef } from "react";
import { makeAxis } from "./axis.js";
import { readStamp } from "./clock.js";
import { groupBy } from "./lanes.js";
import { useNows } from "./now.jsx";

const OPEN = { id: "", name: "Unassigned", initials: "", skills: "" };
const NONE = [];
export const minutesOf = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** Lists per key whose identity survives as long as their items do. */
function useGroups(items, keysOf) {
  const last = useRef(new Map());
  return useMemo(() => {
    const groups = new Map();
    for (const item of items) {
      for (const key of keysOf(item)) groups.has(key) ? groups.get(key).push(item) : groups.set(key, [item]);
    }
    for (const [key, group] of groups) {
      const old = last.current.get(key);
      if (old && old.length === group.length && old.every((x, i) => x === group[i])) groups.set(key, old);
    }
    last.current = groups;
    return groups;
  }, [items, keysOf]);
}

const byWorker = (c) => [c.worker_id];
const nextDate = (date) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
/** A night job belongs to both of its days. */
const byDate = (c) => (c.wall + c.minutes > 1440 ? [c.date, nextDate(c.date)] : [c.date]);

function useBlocks(blocks, days, rows, byDay) {
  return useMemo(() => {
    const placed = (blocks ?? NONE).map((b) => ({ ...b, ...readStamp(b.start) }));
    // One worker's days: whatever is there is theirs.
    if (byDay) return new Map(days.map((d) => [d.date, placed]));
    const everyone = placed.filter((b) => !b.worker_id);
    const groups = groupBy(placed.filter((b) => b.worker_id), (b) => b.worker_id);
    if (everyone.length) for (const r of rows) groups.set(r.id, [...everyone, ...(groups.get(r.id) ?? NONE)]);
    return groups;
  }, [blocks, days, rows, byDay]);
}

function useAxis(days, opens, closes, cards) {
  const made = useMemo(() => (days.length ? makeAxis(days, minutesOf(opens), minutesOf(closes), cards) : null), [days, opens, closes, cards]);
  // A new axis comes with every changed card, a different one rarely: keep the old while it says the same.
  const kept = useRef(made);
  if (kept.current?.key !== made?.key) kept.current = made;
  return kept.current;
}

/** cards: as they stand with pending moves; the rest are the board's props. */
export function useModel(cards, { byDay, days, rows, opens, closes, blocks, travel, now, nowFold }) {
  const names = useMemo(() => new Map(rows.map((r) => [r.id, r.name])), [rows]);
  const seen = useMemo(() => (byDay ? days : days.slice(0, 1)), [byDay, days]);
  return {
    names,
    axis: useAxis(seen, opens, closes, cards),
    lanes: useMemo(() => [OPEN, ...rows], [rows]),
    groups: useGroups(cards, byDay ? byDate : byWorker),
    blockMap: useBlocks(blocks, days, rows, byDay),
    travelMap: useMemo(() => groupBy(travel ?? NONE, (t) => t.worker_id), [travel]),
    nows: useNows(days, now, nowFold),
  };
}
