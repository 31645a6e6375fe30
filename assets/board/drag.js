// Pointer gestures on the board: move, resize, sketch a new job, hover hint.
//
// One listener set on the scroller, not on 300 cards. A mouse drags at once, a finger after a long
// press (before that it scrolls), Escape cancels.

import { lengthAt, measure, minuteAt, scrollNear, targetAt, under, dayOfLane } from "./place.js";
import { makeLift, makeSlot } from "./ghost.js";
import { SNAP, clockText, wallOf } from "./clock.js";

const SLOP = 4;
const FINGER_SLOP = 10;
const LONG_PRESS = 350;

/**
 * api.current: { axis, byDay, editable, createMinutes, find(key), startOf(card, laneId), clash(card, target), doubt(target), placeText(target),
 * drop(card, target), create(target) }. Returns a function that detaches everything.
 */
export function attachDrag(root, api) {
  let press = null; // pointer is down, nothing decided yet
  let drag = null; // a gesture is under way
  let frame = 0;
  let escaped = false; // Escape came, the button is still down
  const hint = makeSlot("hint");

  const pointer = (e) => ({ x: e.clientX, y: e.clientY });

  function begin() {
    const { card, lane, x, y, pointerId, grip } = press;
    const { axis, byDay } = api.current;
    const seen = measure(root);
    const box = root.getBoundingClientRect();
    drag = { seen, box, x: press.nowX, y: press.nowY, pointerId, moved: false, target: null };
    root.setPointerCapture(pointerId);
    root.dataset.dragging = "";
    hint.hide();
    if (card) {
      const model = api.current.find(card.dataset.card);
      if (!model) return cancel();
      const home = seen.lanes.find((l) => l.el === card.parentElement);
      const start = Number(card.dataset.at);
      Object.assign(drag, { kind: grip ? "resize" : "move", card, model, home, start, minutes: model.minutes });
      drag.slot = makeSlot(drag.kind);
      if (grip) drag.box2 = { top: card.style.top, height: card.style.height };
      else {
        drag.lift = makeLift(card, root, x, y);
        const cardBox = card.getBoundingClientRect();
        // Measured from where the card *starts* in time: a card cut off at the window's edge began earlier.
        const day = dayOfLane(axis, byDay, home);
        const hidden = Math.max(0, axis.from - axis.place(day, start)) / (axis.to - axis.from);
        drag.grab = (x - cardBox.left) / home.box.width + hidden;
      }
    } else {
      const home = seen.lanes.find((l) => l.el === lane);
      const hit = under(root, seen, x, y);
      const day = dayOfLane(axis, byDay, home);
      const start = Math.floor(minuteAt(axis, day, hit?.along ?? 0) / SNAP) * SNAP;
      Object.assign(drag, { kind: "create", home, start, slot: makeSlot("create") });
    }
    frame = requestAnimationFrame(step);
  }

  function step() {
    if (!drag) return;
    frame = requestAnimationFrame(step);
    const scrolled = drag.kind !== "create" && scrollNear(root, drag.box, drag.x, drag.y);
    if (drag.x === drag.lastX && drag.y === drag.lastY && !scrolled) return;
    drag.lastX = drag.x;
    drag.lastY = drag.y;
    drag.lift?.move(drag.x, drag.y);
    aim();
  }

  function aim() {
    const { axis, byDay, clash, doubt, placeText } = api.current;
    const hit = under(root, drag.seen, drag.x, drag.y);
    if (drag.kind === "move") {
      drag.target = hit && targetAt(axis, byDay, hit.lane, hit.along - drag.grab, drag.minutes);
    } else if (hit) {
      const day = dayOfLane(axis, byDay, drag.home);
      // The pull is read along the home lane even when the hand strays into the next one.
      drag.target = { lane: drag.home, day, start: drag.start, minutes: lengthAt(axis, day, drag.start, hit.along) };
    }
    if (!drag.target) {
      drag.lift?.say("Let go to leave it", "");
      return drag.slot.hide();
    }
    const refused = drag.model ? clash(drag.model, drag.target) : "";
    const note = refused || doubt(drag.target);
    const tone = refused ? "is-clash" : note ? "is-doubt" : "";
    drag.lift?.say([placeText(drag.target), note].filter(Boolean).join(" · "), tone);
    drag.slot.show(axis, drag.target, note, tone, drag.box2);
  }

  function cleanup() {
    cancelAnimationFrame(frame);
    clearTimeout(press?.timer);
    drag?.slot?.hide();
    drag?.lift?.drop();
    if (drag && root.hasPointerCapture(drag.pointerId)) root.releasePointerCapture(drag.pointerId);
    delete root.dataset.dragging;
    press = drag = null;
  }
  const cancel = () => cleanup();

  /** The browser sends a click after the drop; it must not also select the job. */
  function swallowClick() {
    const stop = (e) => (e.stopPropagation(), e.preventDefault());
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
  }

  function onDown(e) {
    escaped = false;
    if (e.button !== 0 || drag || !api.current.editable) return;
    const card = e.target.closest("[data-card]");
    const lane = e.target.closest("[data-lane]");
    if (!lane || (!card && e.target.closest("button"))) return;
    const model = card && api.current.find(card.dataset.card);
    if (card && (!model || !api.current.movable(model))) return;
    const touch = e.pointerType === "touch";
    const { x, y } = pointer(e);
    press = { card, lane, x, y, nowX: x, nowY: y, touch, pointerId: e.pointerId, grip: Boolean(e.target.closest("[data-grip]")) };
    if (touch) press.timer = setTimeout(() => (card ? begin() : sketch()), LONG_PRESS);
  }

  /** A plain click (or long press) on an empty place: a job of the usual length there. */
  function sketch() {
    const { axis, byDay, createMinutes } = api.current;
    const { lane, x, y } = press;
    const hit = under(root, measure(root), x, y);
    press = null;
    hint.hide();
    if (!hit || hit.lane.el !== lane) return;
    const day = dayOfLane(axis, byDay, hit.lane);
    const start = Math.floor(minuteAt(axis, day, hit.along) / SNAP) * SNAP;
    api.current.create({ lane: hit.lane, day, start, minutes: createMinutes });
  }

  function onMove(e) {
    const { x, y } = pointer(e);
    if (drag) {
      drag.x = x;
      drag.y = y;
      return;
    }
    if (!press) return e.pointerType === "mouse" ? hover(e) : undefined;
    press.nowX = x;
    press.nowY = y;
    const far = Math.hypot(x - press.x, y - press.y);
    if (press.touch) {
      if (far > FINGER_SLOP) cancel();
    } else if (far > SLOP) begin();
  }

  function onUp() {
    if (escaped) {
      escaped = false;
      swallowClick();
    } else if (drag) {
      aim();
      const { kind, model, target, start, minutes, home } = drag;
      cleanup();
      swallowClick();
      if (!target) return;
      if (kind === "create") api.current.create(target);
      else if (target.lane.id !== home.id || target.start !== start || target.minutes !== minutes) api.current.drop(model.key, target);
    } else if (press && !press.touch && !press.card) sketch();
    else cancel();
  }

  let hovering = 0;
  function hover(e) {
    const { x } = pointer(e);
    const lane = e.target.closest?.("[data-lane]");
    const free = lane && api.current.editable && !e.target.closest("button");
    cancelAnimationFrame(hovering);
    hovering = requestAnimationFrame(() => {
      if (!free) return hint.hide();
      const { axis, byDay } = api.current;
      const box = lane.getBoundingClientRect();
      const along = (x - box.left) / box.width;
      const target = { lane: { el: lane, id: lane.dataset.lane } };
      target.day = dayOfLane(axis, byDay, target.lane);
      target.start = Math.floor(minuteAt(axis, target.day, along) / SNAP) * SNAP;
      target.minutes = 60;
      hint.show(axis, target);
      if (lane.lastChild?.firstChild) lane.lastChild.firstChild.textContent = `+ ${clockText(wallOf(target.day, target.start))}`;
    });
  }
  const leave = () => (cancelAnimationFrame(hovering), hint.hide());

  function onKey(e) {
    if (e.key !== "Escape" || !drag) return;
    e.stopPropagation();
    e.preventDefault();
    cancel();
    escaped = true;
  }

  // Once the long press has lifted a card the finger must not scroll any more.
  const onTouch = (e) => drag && e.preventDefault();
  const onSelect = (e) => (press || drag) && e.preventDefault();
  const onMenu = (e) => (press?.touch || drag) && e.preventDefault();

  root.addEventListener("pointerdown", onDown);
  root.addEventListener("pointermove", onMove);
  root.addEventListener("pointerup", onUp);
  root.addEventListener("pointercancel", cancel);
  root.addEventListener("pointerleave", leave);
  root.addEventListener("contextmenu", onMenu);
  root.addEventListener("selectstart", onSelect);
  root.addEventListener("touchmove", onTouch, { passive: false });
  window.addEventListener("keydown", onKey, true);
  return () => {
    cancel();
    leave();
    root.removeEventListener("pointerdown", onDown);
    root.removeEventListener("pointermove", onMove);
    root.removeEventListener("pointerup", onUp);
    root.removeEventListener("pointercancel", cancel);
    root.removeEventListener("pointerleave", leave);
    root.removeEventListener("contextmenu", onMenu);
    root.removeEventListener("selectstart", onSelect);
    root.removeEventListener("touchmove", onTouch);
    window.removeEventListener("keydown", onKey, true);
  };
}
