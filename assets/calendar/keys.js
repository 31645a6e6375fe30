// The calendar without a pointer: arrows walk, Alt with an arrow moves a job to another day.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const stopsOf = (cell) => [...cell.querySelectorAll("[data-nav]")];

/** The cell `across` columns and `down` rows away; past the end of a row the next one begins. */
function cellAt(root, from, across, down) {
  const cells = [...root.querySelectorAll("[data-cell]")];
  return cells[cells.indexOf(from) + across + down * 7];
}

/** Call after each render: Tab must always find one button to enter by. */
export function keepStop(root) {
  if (root.querySelector("[data-nav][tabindex='0']")) return;
  const first = root.querySelector(".is-today [data-nav], [data-chip]") ?? root.querySelector("[data-nav]");
  if (first) first.tabIndex = 0;
}

/** api.current: { month, editable, drop(id, cell) }. Returns a detach function. */
export function attachKeys(root, api) {
  function walk(el, cell, [across, down]) {
    const stops = stopsOf(cell);
    const next = down ? stops[stops.indexOf(el) + down] : null;
    const other = next ? null : cellAt(root, cell, across, down);
    const to = next ?? (other && (down < 0 ? stopsOf(other).at(-1) : stopsOf(other)[0]));
    to?.focus();
    to?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function onKey(e) {
    const el = e.target.closest("[data-nav]");
    const arrow = ARROWS[e.key];
    if (!el || !arrow || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    const cell = el.closest("[data-cell]");
    if (!e.altKey) return walk(el, cell, arrow);
    e.stopPropagation();
    const { month, editable, drop } = api.current;
    if (!el.dataset.chip || el.dataset.locked || !editable || (arrow[1] && !month)) return undefined;
    const to = cellAt(root, cell, ...arrow);
    const sameRow = month || to?.dataset.cell.split("|")[0] === cell.dataset.cell.split("|")[0];
    if (to && sameRow) drop(el.dataset.chip, to.dataset.cell);
    return undefined;
  }
  function onFocus(e) {
    const el = e.target.closest("[data-nav]");
    if (!el) return;
    root.querySelectorAll("[data-nav][tabindex='0']").forEach((old) => (old.tabIndex = -1));
    el.tabIndex = 0;
  }
  root.addEventListener("keydown", onKey);
  root.addEventListener("focusin", onFocus);
  return () => {
    root.removeEventListener("keydown", onKey);
    root.removeEventListener("focusin", onFocus);
  };
}
