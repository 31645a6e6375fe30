// One job on the board: a button that knows how to look, nothing else.

import { memo } from "react";
import { clockText, wallOf, spanText } from "./clock.js";
import { toneOf } from "./lanes.js";

const WORDS = { pending: "not confirmed", confirmed: "confirmed", in_progress: "in progress", completed: "done", cancelled: "cancelled", no_show: "no show" };
const OVER = new Set(["completed", "cancelled", "no_show"]);

/** The second line: a window where nobody has promised a time, the range while unassigned, else the start. */
function timeText(card, day, start) {
  if (card.window) return `window ${card.window}`;
  if (!card.worker_id) return spanText(day, start, card.minutes);
  return clockText(wallOf(day, start));
}

function Sign({ card }) {
  if (card.saving) return <i className="bd-sign bd-spin" aria-hidden="true" />;
  if (card.warning) return <i className="bd-sign bd-warn" aria-hidden="true">!</i>;
  if (card.locked) {
    return (
      <svg className="bd-sign" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M3.5 5.5V4a2.5 2.5 0 015 0v1.5M2.5 5.5h7v5h-7z" fill="none" stroke="currentColor" strokeWidth="1.2" />
      </svg>
    );
  }
  return null;
}

function Card({ card, day, start, style, who, selected, past, thin, cut }) {
  const range = spanText(day, start, card.minutes);
  const over = OVER.has(card.status);
  const said = [card.title, range, card.service, card.area, who || "unassigned", card.saving ? "saving" : WORDS[card.status], card.locked && "locked", card.warning];
  const classes = ["bd-card", `bd-${toneOf(card.colour)}`];
  if (!card.worker_id) classes.push("is-open");
  if (over || past) classes.push("is-past");
  if (card.status === "cancelled" || card.status === "no_show") classes.push("is-off");
  if (card.status === "in_progress") classes.push("is-running");
  if (card.status === "pending") classes.push("is-pending");
  if (card.saving || card.warning || card.locked) classes.push("has-sign");
  if (thin) classes.push("is-thin");
  if (cut) classes.push(cut);
  const label = said.filter(Boolean).join(", ");
  return (
    <button
      type="button"
      className={classes.join(" ")}
      style={style}
      data-card={card.key}
      data-id={card.id}
      data-at={start}
      data-state={card.saving ? "saving" : "still"}
      data-nav=""
      tabIndex={-1}
      aria-label={label}
      aria-pressed={selected}
      title={label}
    >
      <b>
        {card.status === "in_progress" && <i className="bd-pulse" aria-hidden="true" />}
        {card.title}
      </b>
      <span>{[timeText(card, day, start), card.area].filter(Boolean).join(" · ")}</span>
      <Sign card={card} />
      {!card.locked && !over && <i className="bd-grip" data-grip="" aria-hidden="true" />}
    </button>
  );
}

const same = (a, b) =>
  Object.keys(b).every((k) => a[k] === b[k] || (k === "style" && Object.keys(b.style).every((s) => a.style[s] === b.style[s])));

export default memo(Card, same);
