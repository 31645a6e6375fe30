// What is seen while dragging: the lifted copy that follows the hand and the slot where it would land.
// Plain DOM on purpose: React renders nothing between pointerdown and drop.

import { spanOn } from "./axis.js";
import { spanText } from "./clock.js";

// What would be refused, and what may be asked a reason for.
const TONES = ["is-clash", "is-doubt"];

export function makeSlot(kind) {
  const el = document.createElement("div");
  el.className = `bd-slot is-${kind}`;
  el.setAttribute("aria-hidden", "true");
  el.append(document.createElement("b"), document.createElement("span"));
  let shown = "";
  return {
    /** Show the slot for { lane, day, start, minutes }; `note` says what is wrong there, `tone` how badly. */
    show(axis, target, note = "", tone = "", box = null) {
      const key = `${target.lane.id}/${target.start}/${target.minutes}/${note}`;
      if (key === shown) return;
      shown = key;
      const place = spanOn(axis, target.day, target.start, target.minutes);
      if (!place) return this.hide();
      el.style.left = `calc(${place.at}% + 2px)`;
      el.style.width = `calc(${place.size}% - 4px)`;
      el.style.top = box?.top ?? "7px";
      el.style.height = box?.height ?? "49px";
      for (const name of TONES) el.classList.toggle(name, name === tone);
      el.firstChild.textContent = spanText(target.day, target.start, target.minutes);
      el.lastChild.textContent = note;
      if (el.parentElement !== target.lane.el) target.lane.el.append(el);
    },
    hide() {
      shown = "";
      el.remove();
    },
  };
}

/** Lift a copy of `card` with a tag that says where it would go; under body, so no scroller clips it. */
export function makeLift(card, root, x, y) {
  const box = card.getBoundingClientRect();
  const copy = card.cloneNode(true);
  for (const name of ["data-card", "data-id", "data-at", "data-nav", "title"]) copy.removeAttribute(name);
  copy.tabIndex = -1;
  Object.assign(copy.style, { left: 0, top: 0, width: `${box.width}px`, height: `${box.height}px` });
  const tag = document.createElement("p");
  const el = document.createElement("div");
  el.className = "bd-lift";
  el.setAttribute("aria-hidden", "true");
  el.style.fontFamily = getComputedStyle(root).fontFamily;
  el.append(copy, tag);
  document.body.append(el);
  card.classList.add("is-lifted");
  let tagWidth = 0;
  const grab = { x: x - box.left, y: y - box.top };
  return {
    move(px, py) {
      el.style.transform = `translate3d(${px - grab.x}px, ${py - grab.y}px, 0)`;
      // The start of a long job may be out of sight; the tag stays by the hand and on the screen.
      tag.style.left = `${Math.min(Math.max(0, grab.x - 40), innerWidth - 8 - tagWidth - px + grab.x)}px`;
    },
    say(text, tone) {
      if (tag.textContent !== text) {
        tag.textContent = text;
        tagWidth = tag.offsetWidth;
      }
      tag.className = tone;
    },
    drop() {
      el.remove();
      card.classList.remove("is-lifted");
    },
  };
}
