// One worker's days below each other: hours across, what is booked of what could be.

import { memo, useMemo } from "react";
import { lengthText } from "./clock.js";
import { Lane, heights } from "./day.jsx";
import { spansOf } from "./lanes.js";

const NONE = [];

/** "6h of 8h"; what is cancelled or was a no-show takes nobody's time. */
function load(day, cards) {
  const live = cards.filter((c) => c.status !== "cancelled" && c.status !== "no_show" && c.date === day.date);
  const booked = live.reduce((sum, c) => sum + c.minutes, 0);
  const words = day.available > 0 ? `${lengthText(booked)} of ${lengthText(day.available)}` : booked ? `${lengthText(booked)}, off hours` : "off";
  return { booked, words, percent: day.available > 0 ? Math.round((booked / day.available) * 100) : booked ? 101 : -1 };
}

function DayRow({ day, cards, blocks, travel, buffer, axis, selected, now, today, onDay }) {
  const spans = useMemo(() => spansOf(day, cards), [day, cards]);
  const { words, percent } = load(day, cards);
  const row = useMemo(() => ({ id: day.date, name: "" }), [day.date]);
  const note = day.note || (day.minutes === 1440 ? "" : `${day.minutes / 60} hours`);
  return (
    <div className={today ? "bd-row is-now" : "bd-row"} role="group" aria-label={`${day.title}, ${words}`}>
      <button type="button" className="bd-who" data-nav="" tabIndex={-1} onClick={() => onDay(day.date)}>
        <span className="bd-who-text">
          <strong className={today ? "is-today" : ""}>{day.title}{note && <em title={note}>{note}</em>}</strong>
          <small>{words}</small>
          {percent >= 0 && <i className={percent > 100 ? "bd-load is-over" : "bd-load"}><i style={{ width: `${Math.min(100, percent)}%` }} /></i>}
        </span>
      </button>
      <Lane row={row} spans={spans} h={heights(spans)} blocks={blocks} travel={travel} buffer={buffer} axis={axis} day={day} selected={selected} now={now} />
    </div>
  );
}

const MemoRow = memo(DayRow);

export default function Days({ groups, blocks, travel, buffer, axis, zone, selected, nows, onDay }) {
  return (
    <div className="bd-body bd-days" style={{ "--bd-n": (axis.to - axis.from) / 60 }}>
      <div className="bd-head">
        <div className="bd-corner">{zone}</div>
        <div className="bd-hours">
          {axis.ticks.map((t) => (
            <span key={t.at} style={{ left: `${axis.fraction(t.at) * 100}%` }}>{t.text}</span>
          ))}
        </div>
      </div>
      {axis.days.map((day) => {
        const cards = groups.get(day.date) ?? NONE;
        const mine = selected && cards.some((c) => c.id === selected) ? selected : "";
        return <MemoRow key={day.date} day={day} cards={cards} blocks={blocks.get(day.date)} travel={travel} buffer={buffer} axis={axis} selected={mine} now={nows.get(day.date) ?? null} today={Number.isFinite(nows.get(day.date) ?? NaN)} onDay={onDay} />;
      })}
    </div>
  );
}
