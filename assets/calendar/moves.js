// A job stays where it was put until the server has answered; steps by keys go together as one move.

import { useCallback, useEffect, useRef, useState } from "react";

const KEYS_REST = 700;

/** The chip as pending moves leave it. A job with two people on it is a chip in each of their lanes:
 * all of them go to the new day, the one that was taken also to the new lane. */
function placed(chip, move) {
  if (!move) return chip;
  return { ...chip, date: move.date, lane: chip.lane === move.from ? move.lane : chip.lane, home: chip.lane };
}

/**
 * chips: from the server; settled: number of the last move it has answered; onMove gets the payload;
 * onAnswer(id, to) is told of each answer. Returns { shown, moved, move(chip, to, {later}), flush(), forget(id) }.
 */
export function useMoves(chips, settled, onMove, onAnswer) {
  const moves = useRef(new Map());
  const number = useRef(0);
  const timer = useRef(0);
  const [, redraw] = useState(0);
  const again = () => redraw((n) => n + 1);
  const send = useRef(onMove);
  send.current = onMove;
  const seen = useRef(settled);
  seen.current = settled;

  const answered = [...moves.current].filter(([, m]) => !m.queued && m.number <= settled);
  answered.forEach(([id]) => moves.current.delete(id));
  useEffect(() => answered.forEach(([id, m]) => onAnswer(id, m)));

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    for (const [id, m] of moves.current) {
      if (!m.queued) continue;
      m.queued = false;
      m.number = number.current = Math.max(number.current, seen.current) + 1;
      send.current?.({ id, date: m.date, lane: m.lane, from_lane: m.from, move: m.number });
    }
  }, []);
  useEffect(() => flush, [flush]);

  const move = (chip, to, { later = false } = {}) => {
    const from = chip.home ?? chip.lane;
    moves.current.set(chip.id, { ...to, from, queued: true });
    clearTimeout(timer.current);
    if (later) timer.current = setTimeout(flush, KEYS_REST);
    else flush();
    again();
  };
  /** Take back steps that were not sent yet (Escape while Alt is still down). */
  const forget = (id) => {
    if (!moves.current.get(id)?.queued) return false;
    moves.current.delete(id);
    again();
    return true;
  };
  const shown = moves.current.size ? chips.map((c) => placed(c, moves.current.get(c.id))) : chips;
  return { shown, moved: new Set(moves.current.keys()), move, flush, forget };
}
