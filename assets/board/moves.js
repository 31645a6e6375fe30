// Optimistic moves: a dropped job stays where it was dropped until the server has answered.

import { useCallback, useEffect, useRef, useState } from "react";
import { stampOf } from "./clock.js";
import { sameFields } from "./lanes.js";

// Several Alt+arrow steps are one move for the server, its audit log and the Undo toast.
const KEYS_REST = 700;

const signature = (cards) => cards.map((c) => `${c.worker_id}@${c.start}/${c.fold}/${c.minutes}`).sort().join();

const standsAt = (patch, c) => c.worker_id === patch.to && c.date === patch.date && c.wall === patch.wall && c.fold === patch.fold && c.minutes === patch.minutes;

/** The card as the pending move `patch` leaves it. */
function patched(card, patch) {
  const worker = patch.workers.get(card.worker_id) ?? card.worker_id;
  const moved = { ...card, date: patch.date, wall: patch.wall, fold: patch.fold, minutes: patch.minutes, worker_id: worker, saving: true };
  const old = patch.drawn.get(card.key);
  if (old && sameFields(old, moved)) return old;
  patch.drawn.set(card.key, moved);
  return moved;
}

function merge(patch, card, target, base) {
  const workers = new Map(patch?.workers);
  const original = [...workers].find(([, now]) => now === card.worker_id)?.[0] ?? card.worker_id;
  workers.set(original, target.worker_id);
  const { date, wall, fold, minutes } = target;
  return { id: card.id, workers, date, wall, fold, minutes, drawn: new Map(), base: patch?.base ?? base, from: patch?.queued ? patch.from : card.worker_id };
}

/**
 * cards: from the server; settled: number of the last move the server has answered (-1: it does not say,
 * then any new list answers all); onMove: gets the payload; onAnswer: gets { id, done }: whether the job
 * stands where it was put, once that is known.
 * Returns { cards, move(card, target, {later}), flush(), forget(id) }.
 */
export function useMoves(cards, settled, onMove, onAnswer) {
  const patches = useRef(new Map());
  const [, redraw] = useState(0);
  const number = useRef(0);
  const timer = useRef(0);
  const seen = useRef({ cards, settled });
  const send = useRef(onMove);
  send.current = onMove;
  const live = useRef(cards);
  const answers = useRef([]);
  const answer = useRef(onAnswer);
  answer.current = onAnswer;

  if (seen.current.cards !== cards || seen.current.settled !== settled) {
    for (const [id, patch] of patches.current) {
      if (patch.queued) continue;
      const answered = settled >= 0 ? settled >= patch.number : seen.current.cards !== cards;
      const own = cards.filter((c) => c.id === id);
      if (!answered && signature(own) === patch.base) continue;
      patches.current.delete(id);
      answers.current.push({ id, done: own.some((c) => standsAt(patch, c)) });
    }
    seen.current = { cards, settled };
  }
  live.current = cards;

  const emit = useCallback((patch, worker) => {
    patch.queued = false;
    patch.number = number.current = Math.max(number.current, seen.current.settled) + 1;
    send.current?.({
      id: patch.id,
      start: stampOf(patch),
      fold: patch.fold,
      duration_minutes: patch.minutes,
      worker_id: worker,
      from_worker_id: patch.from,
      move: patch.number,
    });
  }, []);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    for (const patch of patches.current.values()) if (patch.queued) emit(patch, patch.to);
  }, [emit]);

  const move = useCallback(
    (card, target, { later = false } = {}) => {
      const base = signature(live.current.filter((c) => c.id === card.id));
      const patch = merge(patches.current.get(card.id), card, target, base);
      patch.to = target.worker_id;
      patches.current.set(card.id, patch);
      clearTimeout(timer.current);
      patch.queued = later;
      if (later) timer.current = setTimeout(flush, KEYS_REST);
      else emit(patch, patch.to);
      redraw((n) => n + 1);
    },
    [emit, flush],
  );

  /** Take back steps that were not sent yet (Escape while Alt is still down). */
  const forget = useCallback((id) => {
    if (!patches.current.get(id)?.queued) return false;
    patches.current.delete(id);
    redraw((n) => n + 1);
    return true;
  }, []);

  useEffect(() => flush, [flush]);
  useEffect(() => answers.current.splice(0).forEach((told) => answer.current?.(told)));

  const shown = patches.current.size
    ? cards.map((c) => (patches.current.has(c.id) ? patched(c, patches.current.get(c.id)) : c))
    : cards;
  return { cards: shown, move, flush, forget };
}
