// What a gesture or a key means for the jobs. Shared by drag.js and keys.js; the server decides in the end.

import { SNAP, elapsedOn, momentOf, spanText, stampOf } from "./clock.js";

const FIXED = new Set(["completed", "cancelled", "no_show"]);
const NONE = [];

const movable = (card) => !card.locked && !FIXED.has(card.status);

/**
 * model: from useModel; moves: from useMoves; cards, known: with and without pending moves; say: announces;
 * refocus: ref that names the job to focus after the next render; calls: ref to the latest event props.
 */
export function makeActions({ model, moves, cards, known, byDay, editable, createMinutes, say, refocus, calls, out }) {
  const { axis, names, lanes, groups, blockMap } = model;
  const find = (key) => cards.find((c) => c.key === key);
  const already = (card, worker) => !byDay && worker !== card.worker_id && cards.some((c) => c.id === card.id && c.worker_id === worker);
  const placeText = (t) => `${spanText(t.day, t.start, t.minutes)} · ${byDay ? t.day.title : lanes.find((r) => r.id === t.lane.id)?.name}`;

  const spoken = (target) => placeText(target).replace(" · ", ", ");

  function put(card, target, options) {
    const worker_id = byDay ? card.worker_id : target.lane.id;
    moves.move(card, { ...momentOf(target.day, target.start), minutes: target.minutes, worker_id }, options);
    say(`Moving ${card.title} to ${spoken(target)}`);
  }

  /** The server has answered: say where the job stands now, never where it was meant to. */
  function answer({ id, done }) {
    const card = known.find((c) => c.id === id);
    const day = card && axis?.days.find((d) => d.date === card.date);
    if (!card || !day) return say(card ? `${card.title} is on another day now` : "That job is no longer here");
    const place = spoken({ day, start: elapsedOn(day, card), minutes: card.minutes, lane: { id: card.worker_id } });
    say(done ? `${card.title} is at ${place}` : `${card.title} was not moved. It is at ${place}`);
  }

  const meets = (target) => (c) => elapsedOn(target.day, c) < target.start + target.minutes && elapsedOn(target.day, c) + c.minutes > target.start;
  const blocksOf = (target) => blockMap.get(target.lane.id) ?? NONE;

  /** What the drop would run into, in words, or "": a hint while dragging. */
  function clash(card, target) {
    const worker = target.lane.id;
    if (byDay || !worker) return "";
    if (already(card, worker)) return "already on this job";
    const meet = meets(target);
    const other = (groups.get(worker) ?? NONE).find((c) => c.id !== card.id && c.status !== "cancelled" && meet(c));
    return other ? `overlaps ${other.title}` : (blocksOf(target).find((b) => b.label && meet(b))?.label ?? "");
  }

  /** What the server may ask a reason for, as far as the board knows it: the hours it draws. */
  const doubt = (target) => (blocksOf(target).some((b) => !b.label && meets(target)(b)) ? "outside working hours" : "");

  function drop(key, target) {
    const card = find(key);
    if (!card) return;
    if (already(card, target.lane.id)) say(`${names.get(target.lane.id)} is already on this job`);
    else put(card, target);
  }

  function nudge(key, { time = 0, lane = 0, length = 0 }) {
    const card = find(key);
    if (!card || !editable) return;
    if (!movable(card)) return say(`${card.title} cannot be moved`);
    const order = byDay ? axis.days.map((d) => d.date) : lanes.map((r) => r.id);
    const from = order.indexOf(byDay ? card.date : card.worker_id);
    const to = order[from + lane];
    if (from < 0 || to === undefined) return say(byDay ? "No further day here" : "No further row");
    if (already(card, to)) return say(`${names.get(to)} is already on this job`);
    const home = axis.days[byDay ? from : 0];
    const day = byDay ? axis.days[from + lane] : home;
    const start = Math.max(0, Math.min(elapsedOn(home, card) + time, day.minutes - SNAP));
    refocus.current = { id: card.id, lane: to };
    put(card, { lane: { id: to }, day, start, minutes: Math.max(SNAP, card.minutes + length) }, { later: true });
  }

  function create({ lane, day, start, minutes }) {
    const at = momentOf(day, start);
    calls.current.onCreate?.({ worker_id: byDay ? "" : lane.id, start: stampOf(at), fold: at.fold, duration: minutes });
  }

  function forget(id) {
    if (!moves.forget(id)) return false;
    const card = known.find((c) => c.id === id);
    refocus.current = card && { id, lane: byDay ? card.date : card.worker_id };
    say("Put back");
    return true;
  }

  return { axis, byDay, editable: editable && Boolean(axis), createMinutes, find, movable, placeText, clash, doubt, drop, nudge, create, forget, answer, out, flush: moves.flush };
}
