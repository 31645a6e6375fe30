// The dispatch board. Python side and meaning of every prop: cleaning_app/components/board.py.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import "./board.css";
import "./cards.css";
import { makeActions } from "./actions.js";
import { useCards, useSameList } from "./cards.js";
import Day from "./day.jsx";
import Days from "./days.jsx";
import { attachDrag } from "./drag.js";
import { attachKeys, keepStop } from "./keys.js";
import { attachLight } from "./light.js";
import { minutesOf, useModel } from "./model.js";
import { useMoves } from "./moves.js";
import { NowLine } from "./now.jsx";

const NONE = [];

const Skeleton = () => (
  <div className="bd-skeleton" aria-hidden="true">
    {Array.from({ length: 7 }, (_, i) => (
      <div key={i}><i /><b style={{ marginLeft: `${(i * 29) % 40}%`, width: `${18 + ((i * 13) % 22)}%` }} /></div>
    ))}
  </div>
);

/** A widened or narrow board opens at the usual hours, or an hour before now if that is today. */
function useFirstSight(root, ready, byDay, axis, nows, opens) {
  const sight = ready ? `${byDay}${axis.days[0].date}` : "";
  useLayoutEffect(() => {
    if (!sight) return;
    const day = axis.days[0];
    const now = nows.get(day.date) ?? NaN;
    const from = !byDay && Number.isFinite(now) ? now - 60 : minutesOf(opens);
    const at = Math.max(0, axis.fraction(axis.place(day, from)));
    root.current.scrollLeft = at * root.current.querySelector("[data-lane]").offsetWidth;
  }, [sight]);
}

/** After a render: give the focus to the job that was just moved by keys, wherever it is now. */
function useFocus(root, refocus) {
  useLayoutEffect(() => {
    if (!root.current) return;
    keepStop(root.current);
    const want = refocus.current;
    if (!want) return;
    refocus.current = null;
    const lane = root.current.querySelector(`[data-lane="${CSS.escape(want.lane)}"]`);
    const el = lane?.querySelector(`[data-id="${CSS.escape(want.id)}"]`);
    if (el && el !== document.activeElement) el.focus();
    el?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

export function DispatchBoard(props) {
  const { view = "day", days = NONE, rows = NONE, jobs, change, settled = -1, travel, blocks, now = "", nowFold = 0, selected = "" } = props;
  const { buffer = 0, opens = "08:00", closes = "18:00", zone = "", createMinutes = 120, editable = true, loading = false, label = "Dispatch board", emptyText } = props;
  // Lanes are workers, or one worker's days.
  const byDay = view === "days";
  const root = useRef(null);
  const plane = useRef(null);
  const live = useRef(null);
  const refocus = useRef(null);
  const calls = useRef(props);
  calls.current = props;
  const say = (text) => live.current && (live.current.textContent = text);

  const known = useCards(jobs, change);
  const api = useRef(null);
  const onMove = useCallback((payload) => calls.current.onMove?.(payload), []);
  const onAnswer = useCallback((told) => api.current.answer(told), []);
  const moves = useMoves(known, settled, onMove, onAnswer);
  const cards = useSameList(moves.cards);
  const model = useModel(cards, { byDay, days, rows, opens, closes, blocks, travel, now, nowFold });
  const { axis, nows } = model;
  const ready = Boolean(axis) && !loading;

  const out = useCallback((id) => calls.current.onOut?.(id), []);
  const onOut = props.mayOut ? out : undefined;

  api.current = makeActions({ model, out: onOut, moves, cards, known, byDay, editable, createMinutes, say, refocus, calls });
  useEffect(() => {
    if (!ready) return undefined;
    const detach = [attachDrag(root.current, api), attachKeys(root.current, api), attachLight(root.current)];
    return () => detach.forEach((f) => f());
  }, [ready]);
  useFirstSight(root, ready, byDay, axis, nows, opens);
  useFocus(root, refocus);

  const onWorker = useCallback((id) => calls.current.onWorker?.(id), []);
  const onDay = useCallback((date) => calls.current.onDay?.(date), []);
  const onClick = (e) => {
    const id = e.target.closest("[data-card]")?.dataset.id;
    if (id) calls.current.onSelect?.(id);
  };

  const common = { axis, zone, selected, groups: model.groups, blocks: model.blockMap };
  return (
    <section className="bd" data-view={view} data-editable={editable} aria-label={label} aria-busy={loading}>
      <div className="bd-scroll" ref={root} onClick={onClick}>
        {!ready ? (
          <Skeleton />
        ) : (
          <div className="bd-plane" ref={plane}>
            {byDay && <Days {...common} travel={travel} buffer={buffer} nows={nows} onDay={onDay} />}
            {!byDay && <Day {...common} rows={model.lanes} travel={model.travelMap} buffer={buffer} now={nows.get(axis.days[0].date) ?? null} onWorker={onWorker} onOut={onOut} />}
            <NowLine plane={plane} axis={axis} now={now} fold={nowFold} />
            {!byDay && !rows.length && <p className="bd-empty">{emptyText || "Nobody here yet. Add a worker and their row appears."}</p>}
          </div>
        )}
      </div>
      <p className="bd-sr">Arrow keys walk between jobs, Enter opens one. Alt with arrow keys moves it by 15 minutes or to the next row, Alt and Shift change its length.</p>
      <div className="bd-sr" role="status" aria-live="polite" ref={live} />
    </section>
  );
}
