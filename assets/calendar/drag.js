// Drag a job from one cell to another. A mouse drags at once, a finger after a long press, Escape
// cancels. Plain DOM: React renders nothing between pointerdown and drop.

import { scrollNear } from "../board/place.js";

const SLOP = 4;
const FINGER_SLOP = 10;
const LONG_PRESS = 350;

/** api.current: { editable, labelOf(cell), clash(id, lane, cell), drop(id, lane, cell) }. Returns a detach function. */
export function attachDrag(root, api) {
  let press = null;
  let drag = null;
  let frame = 0;

  function begin() {
    const { chip, x, y, pointerId } = press;
    const box = chip.getBoundingClientRect();
    const copy = chip.cloneNode(true);
    for (const name of ["data-chip", "data-id", "data-lane", "data-nav", "title"]) copy.removeAttribute(name);
    Object.assign(copy.style, { width: `${box.width}px`, height: `${box.height}px` });
    copy.tabIndex = -1;
    const lift = document.createElement("div");
    lift.className = "bd-lift cal-lift";
    lift.setAttribute("aria-hidden", "true");
    lift.style.fontFamily = getComputedStyle(root).fontFamily;
    const tag = document.createElement("p");
    lift.append(copy, tag);
    document.body.append(lift);
    chip.classList.add("is-lifted");
    root.setPointerCapture(pointerId);
    root.dataset.dragging = "";
    drag = { chip, lift, tag, pointerId, dx: x - box.left, dy: y - box.top, x: press.nowX, y: press.nowY, box: root.getBoundingClientRect(), home: chip.closest("[data-cell]"), over: null };
    frame = requestAnimationFrame(step);
  }

  function step() {
    if (!drag) return;
    frame = requestAnimationFrame(step);
    const scrolled = scrollNear(root, drag.box, drag.x, drag.y);
    if (drag.x === drag.lastX && drag.y === drag.lastY && !scrolled) return;
    drag.lastX = drag.x;
    drag.lastY = drag.y;
    aim();
  }

  /** The cell under the hand; over the name of a day, that day of the job's own lane. */
  function cellAt(x, y) {
    const el = document.elementFromPoint(x, y);
    const date = el?.closest("[data-head]")?.dataset.head;
    const key = date && `${drag.home.dataset.cell.split("|")[0]}|${date}`;
    return key ? root.querySelector(`[data-cell="${CSS.escape(key)}"]`) : (el?.closest("[data-cell]") ?? null);
  }

  function aim() {
    const { chip, tag, lift, home } = drag;
    lift.style.transform = `translate3d(${drag.x - drag.dx}px, ${drag.y - drag.dy}px, 0)`;
    const cell = cellAt(drag.x, drag.y);
    if (cell === drag.over && tag.textContent) return;
    drag.over?.classList.remove("is-target", "is-refused");
    drag.over = cell;
    const why = cell && cell !== home ? api.current.clash(chip.dataset.chip, chip.dataset.lane, cell.dataset.cell) : "";
    cell?.classList.add(why ? "is-refused" : "is-target");
    tag.classList.toggle("is-clash", Boolean(why));
    const place = cell && api.current.labelOf(cell.dataset.cell);
    tag.textContent = cell ? (cell === home ? "Stays here" : [place, why].filter(Boolean).join(" · ")) : "Let go to leave it";
  }

  function cleanup() {
    cancelAnimationFrame(frame);
    clearTimeout(press?.timer);
    if (drag) {
      drag.lift.remove();
      drag.chip.classList.remove("is-lifted");
      drag.over?.classList.remove("is-target", "is-refused");
      if (root.hasPointerCapture(drag.pointerId)) root.releasePointerCapture(drag.pointerId);
    }
    delete root.dataset.dragging;
    press = drag = null;
  }

  function swallowClick() {
    const stop = (e) => (e.stopPropagation(), e.preventDefault());
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
  }

  function onDown(e) {
    const chip = e.target.closest("[data-chip]");
    if (e.button !== 0 || drag || !chip || chip.dataset.locked || !api.current.editable) return;
    const touch = e.pointerType === "touch";
    press = { chip, touch, x: e.clientX, y: e.clientY, nowX: e.clientX, nowY: e.clientY, pointerId: e.pointerId };
    if (touch) press.timer = setTimeout(begin, LONG_PRESS);
  }

  function onMove(e) {
    if (drag) {
      drag.x = e.clientX;
      drag.y = e.clientY;
      return;
    }
    if (!press) return;
    press.nowX = e.clientX;
    press.nowY = e.clientY;
    const far = Math.hypot(e.clientX - press.x, e.clientY - press.y);
    if (press.touch ? far > FINGER_SLOP : far > SLOP) press.touch ? cleanup() : begin();
  }

  function onUp() {
    if (!drag) return cleanup();
    aim();
    const { chip, over, home } = drag;
    cleanup();
    swallowClick();
    if (over && over !== home) api.current.drop(chip.dataset.chip, chip.dataset.lane, over.dataset.cell);
    return undefined;
  }

  function onKey(e) {
    if (e.key !== "Escape" || !drag) return;
    e.stopPropagation();
    e.preventDefault();
    cleanup();
    swallowClick();
  }
  const onTouch = (e) => drag && e.preventDefault();
  const onSelect = (e) => (press || drag) && e.preventDefault();
  const onMenu = (e) => (press?.touch || drag) && e.preventDefault();

  const listening = [
    ["pointerdown", onDown],
    ["pointermove", onMove],
    ["pointerup", onUp],
    ["pointercancel", cleanup],
    ["selectstart", onSelect],
    ["contextmenu", onMenu],
  ];
  listening.forEach(([name, f]) => root.addEventListener(name, f));
  root.addEventListener("touchmove", onTouch, { passive: false });
  window.addEventListener("keydown", onKey, true);
  return () => {
    cleanup();
    listening.forEach(([name, f]) => root.removeEventListener(name, f));
    root.removeEventListener("touchmove", onTouch);
    window.removeEventListener("keydown", onKey, true);
  };
}
