// What a calendar is made of: lanes of cells with jobs in them.

import { memo } from "react";
import { toneOf } from "../board/lanes.js";
import { cellKey } from "./pack.js";

const NONE = [];
const OVER = new Set(["completed", "cancelled", "no_show"]);
const WORDS = { pending: "not confirmed", confirmed: "confirmed", in_progress: "in progress", completed: "done", no_show: "no show" };

function Chip({ chip, selected, saving }) {
  const said = [chip.title, chip.time, chip.detail, chip.is_open ? "unassigned" : "", saving ? "saving" : WORDS[chip.status], chip.locked && "locked"].filter(Boolean).join(", ");
  const classes = ["cal-chip", `bd-${toneOf(chip.colour)}`];
  if (chip.is_open) classes.push("is-open");
  if (chip.detail) classes.push("is-tall");
  if (OVER.has(chip.status)) classes.push("is-past");
  if (chip.status === "pending") classes.push("is-pending");
  if (chip.status === "in_progress") classes.push("is-running");
  return (
    <button type="button" className={classes.join(" ")} data-chip={chip.id} data-lane={chip.lane} data-id={chip.id} data-locked={chip.locked || undefined} data-state={saving ? "saving" : "still"} data-nav="" tabIndex={-1} aria-pressed={selected} aria-label={said} title={said}>
      {chip.detail ? (
        <>
          <b>{chip.title}</b>
          <span>{chip.time}<i> · {chip.detail}</i></span>
        </>
      ) : (
        <>
          <span>{chip.time}</span>
          <b>{chip.title}</b>
        </>
      )}
    </button>
  );
}

const MemoChip = memo(Chip);

function Load({ percent }) {
  if (percent === "" || percent < 0) return null;
  return (
    <i className={percent > 100 ? "cal-load is-over" : "cal-load"} aria-hidden="true">
      <i style={{ width: `${Math.min(100, percent)}%` }} />
    </i>
  );
}

function Head({ cell, month, onDay }) {
  return (
    <button type="button" className="cal-day" data-nav="" tabIndex={-1} onClick={() => onDay(cell.date)} aria-label={`${cell.label}, open the day`}>
      <b>{cell.title}</b>
      {month && cell.count > 0 && <span className="cal-count">{cell.count}<i> {cell.count === 1 ? "job" : "jobs"}</i></span>}
      {month && cell.open > 0 && <em title={`${cell.open} unassigned`}>{cell.open}<span> open</span></em>}
      {month && cell.money && <span className="cal-money">{cell.money}</span>}
      {!month && cell.note && <em title={cell.note}>{cell.note}</em>}
    </button>
  );
}

function Cell({ cell, chips, month, hidden, selected, saving, onDay }) {
  const classes = ["cal-cell", ...(cell.tone ? cell.tone.split(" ").map((t) => `is-${t}`) : [])];
  if (hidden) classes.push("is-other");
  const figures = [cell.count ? `${cell.count} ${cell.count === 1 ? "job" : "jobs"}` : "", cell.money, cell.open ? `${cell.open} unassigned` : "", cell.note].filter(Boolean).join(", ");
  return (
    <div className={classes.join(" ")} data-cell={cellKey(cell.lane, cell.date)} role="group" aria-label={`${cell.label}${figures ? `, ${figures}` : ""}`}>
      <Head cell={cell} month={month} onDay={onDay} />
      {!month && <Load percent={cell.load} />}
      {month && cell.note && <small className="cal-note" title={cell.note}>{cell.note}</small>}
      {chips.map((c) => (
        <MemoChip key={c.id} chip={c} selected={c.id === selected} saving={saving.has(c.id)} />
      ))}
      {cell.more > 0 && (
        <button type="button" className="cal-more" data-nav="" tabIndex={-1} onClick={() => onDay(cell.date)} aria-label={`${cell.more} more on ${cell.label}, open the day`}>
          +{cell.more} more
        </button>
      )}
    </div>
  );
}

/** Who a lane is: a worker by name and initials, who is a way to their page; a team; what is open. */
function Who({ lane, onWorker }) {
  const text = (
    <span className="cal-who-text">
      <strong>{lane.title}</strong>
      <small>{lane.detail}</small>
      <Load percent={lane.load} />
      {lane.load_words && <small>{lane.load_words}</small>}
    </span>
  );
  if (!lane.initials) return <div className="cal-who">{text}</div>;
  return (
    <button type="button" className="cal-who" onClick={() => onWorker(lane.id)}>
      <span className="bd-avatar" aria-hidden="true">{lane.initials}</span>
      {text}
    </button>
  );
}

function Lane({ lane, cells, groups, month, day, selected, saving, onDay, onWorker }) {
  const classes = ["cal-lane"];
  if (!month) classes.push("has-label");
  if (!month && !lane.id) classes.push("is-open");
  return (
    <div className={classes.join(" ")}>
      {!month && <Who lane={lane} onWorker={onWorker} />}
      {cells.map((c) => (
        <Cell key={c.date} cell={c} chips={groups.get(cellKey(c.lane, c.date)) ?? NONE} month={month} hidden={!month && c.date !== day} selected={selected} saving={saving} onDay={onDay} />
      ))}
    </div>
  );
}

export default Lane;
