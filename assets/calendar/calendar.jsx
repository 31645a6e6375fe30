// A calendar of cells with jobs in them. Python side and meaning of every prop:
// cleaning_app/components/calendar.py.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import "../board/board.css";
import "../board/cards.css";
import "./calendar.css";
import { groupBy } from "../board/lanes.js";
import { attachLight } from "../board/light.js";
import Lane from "./cell.jsx";
import { attachDrag } from "./drag.js";
import { attachKeys, keepStop } from "./keys.js";
import { useMoves } from "./moves.js";
import { cellKey, toCell, toChip } from "./pack.js";

const NONE = [];
// Too narrow for seven columns beside names: one day is shown, and chosen in the heads.
const NARROW = "(max-width: 720px)";

const byTime = (a, b) => Number(a.time.split(":")[0]) - Number(b.time.split(":")[0]) || a.time.localeCompare(b.time);

const Skeleton = () => (
  <div className="cal-skeleton" aria-hidden="true">
    {Array.from({ length: 35 }, (_, i) => <i key={i} />)}
  </div>
);

function Heads({ heads, month, zone, day, onHead }) {
  if (month) {
    return (
      <div className="cal-heads">
        {heads.map((h) => <span key={h.title}>{h.title}</span>)}
      </div>
    );
  }
  return (
    <div className="cal-heads has-label">
      <span className="cal-corner">{zone}</span>
      {heads.map((h) => (
        <button key={h.date} type="button" data-head={h.date} className={h.is_today ? "is-today" : ""} aria-current={h.date === day ? "date" : undefined} onClick={() => onHead(h.date)}>
          <span>{h.title}</span>
          {h.note && <small title={h.note}>{h.note}</small>}
          <em>{h.count || ""}</em>
        </button>
      ))}
    </div>
  );
}

/** The day that a narrow screen shows: today or the first, until another one is chosen. */
function useDay(heads) {
  const [chosen, choose] = useState("");
  const first = (heads.find((h) => h.is_today) ?? heads[0])?.date ?? "";
  return [heads.some((h) => h.date === chosen) ? chosen : first, choose];
}

export function Calendar(props) {
  const { kind = "month", heads = NONE, lanes = NONE, settled = 0, selected = "", editable = true, loading = false, label = "Calendar", zone = "" } = props;
  const cells = useMemo(() => (props.cells ?? NONE).map(toCell), [props.cells]);
  const chips = useMemo(() => (props.chips ?? NONE).map(toChip), [props.chips]);
  const month = kind === "month";
  const root = useRef(null);
  const live = useRef(null);
  const refocus = useRef(null);
  const calls = useRef(props);
  calls.current = props;
  const [day, setDay] = useDay(heads);
  const say = (text) => live.current && (live.current.textContent = text);
  const labels = useMemo(() => new Map(cells.map((c) => [cellKey(c.lane, c.date), c])), [cells]);

  /** Where the job stands now that the server has answered, never where it was meant to. */
  const answer = (id, to) => {
    const now = chips.filter((c) => c.id === id);
    const there = now.find((c) => c.lane === to.lane && c.date === to.date);
    // Taken off one of two people's lanes it stands on the other one's only.
    const done = there ?? (to.lane ? undefined : now.find((c) => c.date === to.date && now.every((n) => n.lane !== to.from)));
    const chip = done ?? now[0];
    if (!chip) return say("That job is no longer shown here");
    const at = labels.get(cellKey(chip.lane, chip.date))?.label ?? chip.date;
    say(done ? `${chip.title} is on ${at}` : `${chip.title} was not moved. It is on ${at}`);
  };
  const moves = useMoves(chips, settled, (payload) => calls.current.onMove?.(payload), answer);
  const { shown, moved } = moves;
  const groups = useMemo(() => {
    const found = groupBy(shown, (c) => cellKey(c.lane, c.date));
    if (moved.size) found.forEach((list) => list.sort(byTime));
    return found;
  }, [shown]);
  const byLane = useMemo(() => groupBy(cells, (c) => c.lane), [cells]);

  const api = useRef(null);
  api.current = {
    month,
    editable,
    labelOf: (key) => labels.get(key)?.label ?? "",
    /** Why a job cannot go to a cell, in words, or "". */
    clash(id, lane, key) {
      const to = labels.get(key);
      const taken = to && to.lane !== lane && !month && shown.some((c) => c.id === id && c.lane === to.lane);
      return taken ? "already on this job" : "";
    },
    drop(id, lane, key, options) {
      const cell = labels.get(key);
      const chip = shown.find((c) => c.id === id && c.lane === lane);
      if (!cell || !chip || (cell.date === chip.date && cell.lane === lane)) return;
      const why = api.current.clash(id, lane, key);
      if (why) return say(`${cell.label.split(",")[0]} is ${why}`);
      moves.move(chip, { lane: cell.lane, date: cell.date }, options);
      refocus.current = { id, lane: cell.lane };
      setDay(cell.date);
      say(`Moving ${chip.title} to ${cell.label}`);
    },
    flush: moves.flush,
    forget: (id) => moves.forget(id) && (say("Put back"), true),
  };
  useEffect(() => {
    if (loading) return undefined;
    const detach = [attachDrag(root.current, api), attachKeys(root.current, api), attachLight(root.current)];
    return () => detach.forEach((f) => f());
  }, [loading]);
  useLayoutEffect(() => {
    if (!root.current) return;
    keepStop(root.current);
    const want = refocus.current;
    if (!want) return;
    const all = [...root.current.querySelectorAll(`[data-chip="${CSS.escape(want.id)}"]`)];
    (all.find((el) => el.dataset.lane === want.lane) ?? all[0])?.focus();
    refocus.current = null;
  });

  const onDay = useRef((date) => calls.current.onDay?.(date)).current;
  const onWorker = useRef((id) => calls.current.onWorker?.(id)).current;
  const onHead = (date) => (matchMedia(NARROW).matches ? setDay(date) : onDay(date));
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
            <Heads heads={heads} month={month} zone={zone} day={day} onHead={onHead} />
            {lanes.map((l) => (
              <Lane key={l.id} lane={l} cells={byLane.get(l.id) ?? NONE} groups={groups} month={month} day={day} selected={selected} saving={moved} onDay={onDay} onWorker={onWorker} />
            ))}
          </>
        )}
      </div>
      <p className="bd-sr">Arrow keys walk between days and jobs, Enter opens one. Alt with an arrow key moves a job to another day{month ? "" : ", or up and down to other people"}; it keeps its time.</p>
      <div className="bd-sr" role="status" aria-live="polite" ref={live} />
    </section>
  );
}
