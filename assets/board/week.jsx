// Seven days side by side on one time grid.

import { memo, useMemo } from "react";
import Card from "./card.jsx";
import { elapsedOn } from "./clock.js";
import { spanOn } from "./axis.js";
import { spansOf } from "./lanes.js";

// More cards beside each other than this are too narrow to read; the rest go behind one "+n" button.
const WIDE = 3;
const HOUR = 52;

/** Split packed spans into those drawn and, per crowded hour, a button that opens the day. */
function fit(spans) {
  const drawn = [];
  const more = new Map();
  for (const s of spans) {
    if (s.tracks <= WIDE || s.track < WIDE - 1) drawn.push({ ...s, tracks: Math.min(s.tracks, WIDE) });
    else {
      const hour = Math.floor(s.start / 60) * 60;
      more.set(hour, (more.get(hour) ?? 0) + 1);
    }
  }
  return { drawn, more: [...more] };
}

function Column({ day, cards, blocks, axis, selected, now, onDay }) {
  const { drawn, more } = useMemo(() => fit(spansOf(day, cards)), [day, cards]);
  const hole = axis.hole(day);
  const gap = hole && spanOn({ ...axis, place: (_, m) => m }, { ...day, minutes: axis.to }, hole.at, hole.minutes);
  return (
    <div className={Number.isFinite(now) ? "bd-col is-today is-now" : "bd-col"} data-lane={day.date} role="group" aria-label={`${day.title}, ${cards.length} jobs`}>
      {gap && <div className="bd-hole" title="The clocks change: this hour does not exist here" style={{ top: `${gap.at}%`, height: `${gap.size}%` }} />}
      {(blocks ?? []).map((b, i) => {
        const place = spanOn(axis, day, elapsedOn(day, b), b.minutes);
        return place && <div key={i} className="bd-block" style={{ top: `${place.at}%`, height: `${place.size}%` }}><span>{b.label}</span></div>;
      })}
      {drawn.map((s) => {
        const place = spanOn(axis, day, s.start, s.minutes);
        if (!place) return null;
        const part = 100 / s.tracks;
        const style = { top: `calc(${place.at}% + 1px)`, height: `calc(${place.size}% - 2px)`, left: `calc(${s.track * part}% + 2px)`, width: `calc(${part}% - 4px)` };
        const cut = [place.cutStart && "is-cut-start", place.cutEnd && "is-cut-end"].filter(Boolean).join(" ");
        return (
          <Card key={s.card.id} card={s.card} day={day} start={s.start} style={style} who={s.card.crewText} selected={s.card.id === selected} past={now !== null && s.start + s.minutes <= now} tall={s.minutes >= 75} thin={s.minutes < 45} cut={cut} />
        );
      })}
      {more.map(([hour, count]) => {
        const place = spanOn(axis, day, hour, 60);
        return (
          place && (
            <button key={hour} type="button" className="bd-more" data-nav="" tabIndex={-1} style={{ top: `calc(${place.at}% + 2px)`, left: `calc(${(100 / WIDE) * (WIDE - 1)}% + 2px)`, width: `calc(${100 / WIDE}% - 4px)` }} onClick={() => onDay(day.date)} aria-label={`${count} more jobs on ${day.title}, open the day`}>
              +{count}
            </button>
          )
        );
      })}
    </div>
  );
}

const MemoColumn = memo(Column);
const NONE = [];

export default function Week({ groups, blocks, axis, zone, selected, nows, onDay }) {
  const hours = (axis.to - axis.from) / 60;
  return (
    <div className="bd-week" style={{ "--bd-n": hours, "--bd-days": axis.days.length, "--bd-tall": `${hours * HOUR}px` }}>
      <div className="bd-head">
        <div className="bd-corner">{zone}</div>
        {axis.days.map((day) => (
          <button key={day.date} type="button" className={Number.isFinite(nows.get(day.date) ?? NaN) ? "bd-dayname is-today" : "bd-dayname"} onClick={() => onDay(day.date)}>
            {day.title}
            {day.note && <small>{day.note}</small>}
            <em>{(groups.get(day.date) ?? NONE).length || ""}</em>
          </button>
        ))}
      </div>
      <div className="bd-grid">
        <div className="bd-times" aria-hidden="true">
          {axis.ticks.map((t) => (
            <span key={t.at} style={{ top: `${axis.fraction(t.at) * 100}%` }}>{t.text}</span>
          ))}
        </div>
        {axis.days.map((day) => {
          const cards = groups.get(day.date) ?? NONE;
          const mine = selected && cards.some((c) => c.id === selected) ? selected : "";
          return <MemoColumn key={day.date} day={day} cards={cards} blocks={blocks.get(day.date)} axis={axis} selected={mine} now={nows.get(day.date) ?? null} onDay={onDay} />;
        })}
      </div>
    </div>
  );
}
