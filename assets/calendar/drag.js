// Drag a job from one cell to another. A mouse drags at once, a finger after a long press, Escape
// cancels. Plain DOM: React renders nothing between pointerdown and drop.

const SLOP = 4;
const FINGER_SLOP = 10;
const LONG_PRESS = 350;

/** api.current: { editable, month, labelOf(cell), drop(id, cell) }. Returns a detach function. */
export function attachDrag(root, api) {
  let press = null;
  let drag = null;

  function begin() {
    const { chip, x, y, pointerId } = press;
    const box = chip.getBoundingClientRect();
    const copy = chip.cloneNode(true);
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
    drag = { chip, lift, tag, pointerId, dx: x - box.left, dy: y - box.top, home: chip.closest("[data-cell]"), over: null };
    aim(press.nowX, press.nowY);
  }

  function aim(x, y) {
    drag.lift.style.transform = `translate3d(${x - drag.dx}px, ${y - drag.dy}px, 0)`;
    let cell = document.elementFromPoint(x, y)?.closest("[data-cell]");
    // A team's job changes its day, not its team: the cell of its own row is meant.
    if (cell && !api.current.month) cell = root.querySelector(`[data-cell="${CSS.escape(`${drag.home.dataset.cell.split("|")[0]}|${cell.dataset.cell.split("|")[1]}`)}"]`);
    if (cell === drag.over) return;
    drag.over?.classList.remove("is-target");
    drag.over = cell;
    cell?.classList.add("is-target");
    drag.tag.textContent = cell ? (cell === drag.home ? "Stays here" : api.current.labelOf(cell.dataset.cell)) : "Let go to leave it";
  }

  function cleanup() {
    clearTimeout(press?.timer);
    if (drag) {
      drag.lift.remove();
      drag.chip.classList.remove("is-lifted");
      drag.over?.classList.remove("is-target");
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
    if (drag) return aim(e.clientX, e.clientY);
    if (!press) return undefined;
    press.nowX = e.clientX;
    press.nowY = e.clientY;
    const far = Math.hypot(e.clientX - press.x, e.clientY - press.y);
    if (press.touch ? far > FINGER_SLOP : far > SLOP) press.touch ? cleanup() : begin();
    return undefined;
  }

  function onUp() {
    if (!drag) return cleanup();
    const { chip, over, home } = drag;
    cleanup();
    swallowClick();
    if (over && over !== home) api.current.drop(chip.dataset.chip, over.dataset.cell);
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
