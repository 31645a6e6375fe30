// Where on the board a pointer is: lane and snapped time. Measured once per gesture; scrolling during
// the gesture is added on top, so a frame of dragging reads no layout.

import { SNAP, snap } from "./clock.js";

const clamp = (n, low, high) => Math.max(low, Math.min(n, high));

export function measure(root) {
  const lanes = [...root.querySelectorAll("[data-lane]")].map((el) => {
    const pinned = getComputedStyle(el.parentElement).position === "sticky";
    return { el, id: el.dataset.lane, box: el.getBoundingClientRect(), pinned };
  });
  // A pinned lane lies over the others, so it is asked first.
  lanes.sort((a, b) => b.pinned - a.pinned);
  return { lanes, left: root.scrollLeft, top: root.scrollTop };
}

/** The lane under a pointer and how far along its time axis the pointer is (0…1), or null. */
export function under(root, seen, x, y) {
  const dx = root.scrollLeft - seen.left;
  const dy = root.scrollTop - seen.top;
  for (const lane of seen.lanes) {
    const { box } = lane;
    const px = x + dx;
    const py = lane.pinned ? y : y + dy;
    if (py >= box.top && py < box.bottom) return { lane, along: (px - box.left) / box.width, length: box.width };
  }
  return null;
}

export const dayOfLane = (axis, byDay, lane) => (byDay ? axis.days.find((d) => d.date === lane.id) : axis.days[0]);

/** Elapsed minute of the day at a fraction of the lane. */
export const minuteAt = (axis, day, along) => axis.elapsed(day, axis.from + along * (axis.to - axis.from));

/** The drop target for a span of `minutes` whose start is at fraction `along` of `lane`. */
export function targetAt(axis, byDay, lane, along, minutes) {
  const day = dayOfLane(axis, byDay, lane);
  const low = axis.elapsed(day, axis.from);
  const high = Math.min(day.minutes, axis.elapsed(day, axis.to));
  const start = clamp(snap(minuteAt(axis, day, along)), Math.ceil(low / SNAP) * SNAP, Math.max(low, high - Math.min(minutes, high - low)));
  return { lane, day, start, minutes };
}

/** The new length when the far edge of a span is pulled to fraction `along`. */
export function lengthAt(axis, day, start, along) {
  const high = axis.elapsed(day, axis.to);
  return clamp(snap(minuteAt(axis, day, along)), start + SNAP, Math.max(start + SNAP, high)) - start;
}

const EDGE = 36;
const FASTEST = 14;

/** Scroll `root` when the pointer rests near its rim; returns whether it moved. */
export function scrollNear(root, box, x, y) {
  const pull = (at, low, high) => (at < low + EDGE ? (at - low - EDGE) / EDGE : at > high - EDGE ? (at - high + EDGE) / EDGE : 0);
  const before = root.scrollLeft + root.scrollTop;
  const by = (n) => clamp(n, -1, 1) * FASTEST;
  const px = pull(x, box.left, box.right);
  const py = pull(y, box.top, box.bottom);
  if (!px && !py) return false;
  root.scrollBy(by(px), by(py));
  return root.scrollLeft + root.scrollTop !== before;
}
