// The dispatch board of one day: a row per worker, hours across, unassigned work on top.

import { memo, useMemo } from "react";
import Card from "./card.jsx";
import { elapsedOn, lengthText } from "./clock.js";
import { holeOn, spanOn } from "./axis.js";
import { drives, spansOf } from "./lanes.js";

const ROW = 64;
const CARD = 49;
const TOP = 7;
// From the third card on top of another the lane turns to one-line cards, or it would push the crew away.
const THIN = 27;

export function heights(spans) {
  const tracks = Math.max(1, ...spans.map((s) => s.track + 1));
  const thin = tracks > 2;
  const card = thin ? THIN : CARD;
  const step = card + 4;
  return { thin, card, step, row: Math.max(ROW, TOP * 2 + tracks * step - 4 + 1) };
}

/** "Tight: 14 min drive, 30 min gap" when what should be left beside the drive is not. */
const gapWords = (d) => `${d.late ? "Too short: " : d.tight ? "Tight: " : ""}${d.minutes} min drive, ${d.gap} min gap`;

const Gaps = ({ axis, day, spans, travel, buffer }) =>
  drives(spans, travel, buffer).map((d) => {
    const place = spanOn(axis, day, d.start, d.gap);
    const words = gapWords(d);
    return (
      place && (
        <div key={d.key} className={`bd-go${d.late ? " is-late" : d.tight ? " is-tight" : ""}`} style={{ left: `calc(${place.at}% + 4px)`, width: `calc(${place.size}% - 8px)` }} role="img" aria-label={words} title={words}>
          <i>{d.minutes}<small> min</small></i>
        </div>
      )
    );
  });

const Blocks = ({ axis, day, blocks }) =>
  (blocks ?? []).map((b, i) => {
    const place = spanOn(axis, day, elapsedOn(day, b), b.minutes);
    return (
      place && (
        <div key={i} className={b.label ? "bd-block" : "bd-block is-closed"} style={{ left: `${place.at}%`, width: `${place.size}%` }}>
          {b.label && <span>{b.label}</span>}
        </div>
      )
    );
  });

function Hole({ axis, day }) {
  const place = holeOn(axis, day);
  return place && <div className="bd-hole" title="The clocks change: this hour does not exist here" style={{ left: `${place.at}%`, width: `${place.size}%` }} />;
}

export function Lane({ row, spans, h, blocks, travel, buffer, axis, day, selected, now }) {
  return (
    <div className="bd-lane" data-lane={row.id} style={{ height: h.row }}>
      <Hole axis={axis} day={day} />
      <Blocks axis={axis} day={day} blocks={blocks} />
      <Gaps axis={axis} day={day} spans={spans} travel={travel} buffer={buffer} />
      {spans.map((s) => {
        const place = spanOn(axis, day, s.start, s.minutes);
        if (!place) return null;
        const style = { left: `calc(${place.at}% + 2px)`, width: `calc(${place.size}% - 4px)`, top: TOP + s.track * h.step, height: h.card };
        const cut = [place.cutStart && "is-cut-start", place.cutEnd && "is-cut-end"].filter(Boolean).join(" ");
        return (
          <Card
            key={s.card.id}
            card={s.card}
            day={day}
            start={s.start}
            style={style}
            who={row.id && row.name}
            selected={s.card.id === selected}
            past={now !== null && s.start + s.minutes <= now}
            thin={h.thin}
            cut={cut}
          />
        );
      })}
    </div>
  );
}

function detail(row, cards) {
  const live = cards.filter((c) => c.status !== "cancelled" && c.status !== "no_show");
  if (!row.id) return live.length ? "drag onto a row" : "all work is assigned";
  const minutes = live.reduce((sum, c) => sum + c.minutes, 0);
  const load = live.length ? `${live.length} ${live.length === 1 ? "job" : "jobs"} · ${lengthText(minutes)}` : row.off ? "off" : "free";
  return [load, row.skills].filter(Boolean).join(" · ");
}

function Row(props) {
  const { row, cards, day, onWorker, onOut } = props;
  const spans = useMemo(() => spansOf(day, cards), [day, cards]);
  const h = heights(spans);
  const about = detail(row, cards);
  // Unassigned work stays in sight while the crew scrolls, unless it would fill the screen itself.
  const pinned = h.row <= ROW * 2.5;
  const text = (
    <span className="bd-who-text">
      <strong>{row.name}</strong>
      <small title={about}>{about}</small>
    </span>
  );
  return (
    <div className={row.id ? "bd-row" : `bd-row is-open${pinned ? " is-pinned" : ""}`} role="group" aria-label={`${row.name}, ${about}`}>
      {row.id ? (
        <button type="button" className="bd-who" data-nav="" data-worker={row.id} tabIndex={-1} onClick={() => onWorker(row.id)}>
          <span className={row.route ? "bd-avatar has-route" : "bd-avatar"} style={row.route ? { "--route": `var(--route-${row.route})` } : undefined} aria-hidden="true">{row.initials}</span>
          {text}
        </button>
      ) : (
        <div className="bd-who">{text}</div>
      )}
      {row.id && onOut && (
        <button type="button" className="bd-out" tabIndex={-1} aria-label={`${row.name} is out`} title="Out: plan this day without them (O)" onClick={() => onOut(row.id)}>
          Out
        </button>
      )}
      <Lane {...props} spans={spans} h={h} />
    </div>
  );
}

const MemoRow = memo(Row);

export default function Day({ rows, groups, blocks, travel, buffer, axis, zone, selected, now, onWorker, onOut }) {
  const day = axis.days[0];
  return (
    <div className="bd-body" style={{ "--bd-n": (axis.to - axis.from) / 60 }}>
      <div className="bd-head">
        <div className="bd-corner">{zone}</div>
        <div className="bd-hours">
          {axis.ticks.map((t) => (
            <span key={t.at} style={{ left: `${axis.fraction(t.at) * 100}%` }}>{t.text}</span>
          ))}
        </div>
      </div>
      {rows.map((row) => {
        const cards = groups.get(row.id) ?? NONE;
        // Only the lane that holds the selected job hears of it: the other rows need no new render.
        const mine = selected && cards.some((c) => c.id === selected) ? selected : "";
        return (
          <MemoRow key={row.id} row={row} cards={cards} blocks={blocks.get(row.id)} travel={travel.get(row.id)} buffer={buffer} axis={axis} day={day} selected={mine} now={now} onWorker={onWorker} onOut={onOut} />
        );
      })}
    </div>
  );
}

const NONE = [];
