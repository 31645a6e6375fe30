// A calendar of cells with jobs in them. Python side and meaning of every prop:
// cleaning_app/components/calendar.py.

import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import "../board/board.css";
import "../board/cards.css";
import "./calendar.css";
import { groupBy, toneOf } from "../board/lanes.js";
import { attachDrag } from "./drag.js";
import { attachKeys, keepStop } from "./keys.js";

const NONE = [];
const cellKey = (lane, date) => `${lane}|${date}`;
const OVER = new Set(["completed", "cancelled", "no_show"]);
const WORDS = { pending: "not confirmed", confirmed: "confirmed", in_progress: "in progress", completed: "done", no_show: "no show" };

function Chip({ chip, selected, saving }) {
  const said = [chip.title, chip.time, chip.is_open ? "unassigned" : "", saving ? "saving" : WORDS[chip.status], chip.locked && "locked"].filter(Boolean).join(", ");
  const classes = ["cal-chip", `bd-${toneOf(chip.colour)}`];
  if (chip.is_open) classes.push("is-open");
  if (OVER.has(chip.status)) classes.push("is-past");
  if (chip.status === "pending") classes.push("is-pending");
  return (
    <button type="button" className={classes.join(" ")} data-chip={chip.id} data-id={chip.id} data-locked={chip.locked || undefined} data-state={saving ? "saving" : "still"} data-nav="" tabIndex={-1} aria-pressed={selected} aria-label={said} title={said}>
      <span>{chip.time}</span>
      <b>{chip.title}</b>
    </button>
  );
}

const MemoChip = memo(Chip);

function Load({ percent }) {
  if (percent < 0) return null;
  return (
    <i className={percent > 100 ? "cal-load is-over" : "cal-load"} aria-hidden="true">
      <i style={{ width: `${Math.min(100, percent)}%` }} />
    </i>
  );
}

function Cell({ cell, chips, month, selected, saving, onDay }) {
  const classes = ["cal-cell", ...(cell.tone ? cell.tone.split(" ").map((t) => `is-${t}`) : [])];
  if (cell.open > 0) classes.push("has-open");
  const figures = [cell.count ? `${cell.count} ${cell.count === 1 ? "job" : "jobs"}` : "", cell.money, cell.open ? `${cell.open} unassigned` : "", cell.note].filter(Boolean).join(", ");
  return (
    <div className={classes.join(" ")} data-cell={cellKey(cell.lane, cell.date)} role="group" aria-label={`${cell.label}${figures ? `, ${figures}` : ""}`}>
      <button type="button" className="cal-day" data-nav="" tabIndex={-1} onClick={() => onDay(cell.date)} aria-label={`${cell.label}, open the day`}>
        <b>{cell.title}</b>
        {month && cell.count > 0 && <span className="cal-count">{cell.count}</span>}
        {month && cell.open > 0 && <em title={`${cell.open} unassigned`}>{cell.open}<span> open</span></em>}
        {month && cell.money && <span className="cal-money">{cell.money}</span>}
        {!month && cell.note && <em>{cell.note}</em>}
      </button>
      {!month && <Load percent={cell.load} />}
      {month && cell.note && <small className="cal-note" title={cell.note}>{cell.note}</small>}
      {chips.map((c) => (
        <MemoChip key={c.id} chip={c} selected={c.id === selected} saving={saving?.has(c.id) ?? false} />
      ))}
      {cell.more > 0 && (
        <button type="button" className="cal-more" data-nav="" tabIndex={-1} onClick={() => onDay(cell.date)} aria-label={`${cell.more} more on ${cell.label}, open the day`}>
          +{cell.more} more
        </button>
      )}
    </div>
  );
}

function Lane({ lane, cells, groups, month, selected, moved, onDay }) {
  return (
    <div className={month ? "cal-lane" : "cal-lane has-label"}>
      {!month && (
        <div className="cal-who">
          <strong>{lane.title}</strong>
          <small>{lane.detail}</small>
          <Load percent={lane.load} />
          {lane.load_words && <small>{lane.load_words}</small>}
        </div>
      )}
      {cells.map((c) => (
        <Cell key={c.date} cell={c} chips={groups.get(cellKey(c.lane, c.date)) ?? NONE} month={month} selected={selected} saving={moved} onDay={onDay} />
      ))}
    </div>
  );
}

/** Jobs stay where they were dropped until the server has answered the move's number; `onAnswer` hears which. */
function useMoves(chips, settled, calls, onAnswer) {
  const [moves, setMoves] = useState(() => new Map());
  const number = useRef(0);
  const pending = [...moves].filter(([, m]) => m.number > settled);
  useEffect(() => {
    if (pending.length === moves.size) return;
    for (const [id, m] of moves) if (m.number <= settled) onAnswer(id, m.to);
    setMoves(new Map(pending));
  }, [settled]);
  const moved = new Map(pending);
  const shown = moved.size ? chips.map((c) => (moved.has(c.id) ? { ...c, ...moved.get(c.id).to } : c)) : chips;
  const move = (id, to) => {
    number.current = Math.max(number.current, settled) + 1;
    setMoves(new Map([...moved, [id, { to, number: number.current }]]));
    calls.current.onMove?.({ id, date: to.date, move: number.current });
  };
  return { shown, moved, move };
}

const Skeleton = () => (
  <div className="cal-skeleton" aria-hidden="true">
    {Array.from({ length: 35 }, (_, i) => <i key={i} />)}
  </div>
);

export function Calendar(props) {
  const { kind = "month", heads = NONE, lanes = NONE, cells = NONE, chips = NONE, settled = 0, selected = "", editable = true, loading = false, label = "Calendar" } = props;
  const month = kind === "month";
  const root = useRef(null);
  const live = useRef(null);
  const refocus = useRef("");
  const calls = useRef(props);
  calls.current = props;
  const say = (text) => live.current && (live.current.textContent = text);
  /** Where the job stands now that the server has answered, never where it was meant to. */
  const answer = (id, to) => {
    const chip = chips.find((c) => c.id === id);
    if (!chip) return say("That job is no longer here");
    const at = cells.find((c) => c.lane === chip.lane && c.date === chip.date)?.label ?? chip.date;
    say(chip.date === to.date ? `${chip.title} is on ${at}` : `${chip.title} was not moved. It is on ${at}`);
  };
  const { shown, moved, move } = useMoves(chips, settled, calls, answer);
  const groups = useMemo(() => groupBy(shown, (c) => cellKey(c.lane, c.date)), [shown]);
  const byLane = useMemo(() => groupBy(cells, (c) => c.lane), [cells]);

  const api = useRef(null);
  api.current = {
    month,
    editable,
    labelOf: (key) => cells.find((c) => cellKey(c.lane, c.date) === key)?.label ?? "",
    drop(id, key) {
      const cell = cells.find((c) => cellKey(c.lane, c.date) === key);
      const chip = shown.find((c) => c.id === id);
      if (!cell || !chip || cell.date === chip.date) return;
      // A month's lanes are weeks: the job moves into another one. A team's job stays with its team.
      move(id, month ? { lane: cell.lane, date: cell.date } : { date: cell.date });
      refocus.current = id;
      say(`Moving ${chip.title} to ${cell.label}`);
    },
  };
  useEffect(() => {
    if (loading) return undefined;
    const detach = [attachDrag(root.current, api), attachKeys(root.current, api)];
    return () => detach.forEach((f) => f());
  }, [loading]);
  useLayoutEffect(() => {
    if (!root.current) return;
    keepStop(root.current);
    if (!refocus.current) return;
    root.current.querySelector(`[data-chip="${CSS.escape(refocus.current)}"]`)?.focus();
    refocus.current = "";
  });

  const onDay = useRef((date) => calls.current.onDay?.(date)).current;
  const onClick = (e) => {
    const id = e.target.closest("[data-chip]")?.dataset.chip;
    if (id) calls.current.onSelect?.(id);
  };
  return (
    <section className="cal bd" data-kind={kind} data-editable={editable} aria-label={label} aria-busy={loading}>
      <div className="cal-scroll" ref={root} onClick={onClick}>
        {loading ? (
          <Skeleton />
        ) : (
          <>
            <div className={month ? "cal-heads" : "cal-heads has-label"}>
              {!month && <span />}
              {heads.map((h) => (
                <span key={h.title} className={h.is_today ? "is-today" : ""}>
                  {h.title}
                  {h.note && <small title={h.note}>{h.note}</small>}
                </span>
              ))}
            </div>
            {lanes.map((l) => (
              <Lane key={l.id} lane={l} cells={byLane.get(l.id) ?? NONE} groups={groups} month={month} selected={selected} moved={moved} onDay={onDay} />
            ))}
          </>
        )}
      </div>
      <p className="bd-sr">Arrow keys walk between days and jobs, Enter opens one. Alt with an arrow key moves a job to another day; it keeps its time.</p>
      <div className="bd-sr" role="status" aria-live="polite" ref={live} />
    </section>
  );
}
