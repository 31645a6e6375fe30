// The calendar without a pointer: arrows walk, Alt with an arrow moves a job to another day or lane.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const DAYS = 7;

const shown = (el) => el.getClientRects().length > 0;
const stopsOf = (cell) => [...cell.querySelectorAll("[data-nav]")].filter(shown);
const laneOf = (cell) => cell.dataset.cell.split("|")[0];

/** The cell `across` columns and `down` rows away; past the end of a row the next one begins. */
function cellAt(root, from, across, down) {
  const cells = [...root.querySelectorAll("[data-cell]")];
  return cells[cells.indexOf(from) + across + down * DAYS];
}

/** Call after each render: Tab must always find one button to enter by. */
export function keepStop(root) {
  const now = root.querySelector("[data-nav][tabindex='0']");
  if (now && shown(now)) return;
  if (now) now.tabIndex = -1;
  const all = [...root.querySelectorAll(".is-today [data-nav], [data-chip]"), ...root.querySelectorAll("[data-nav]")];
  const first = all.find(shown);
  if (first) first.tabIndex = 0;
}

/** api.current: { month, editable, clash(id, lane, cell), drop(id, lane, cell, options), flush(), forget(id) }. Returns a detach function. */
export function attachKeys(root, api) {
  function walk(el, cell, [across, down]) {
    const stops = stopsOf(cell);
    const next = down ? stops[stops.indexOf(el) + down] : null;
    const other = next ? null : cellAt(root, cell, across, down);
    const to = next ?? (other && (down < 0 ? stopsOf(other).at(-1) : stopsOf(other)[0]));
    to?.focus();
    to?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** One step; lanes whose people are on the job already are stepped over. */
  function push(el, cell, [across, down]) {
    const { month, editable, clash, drop } = api.current;
    const { chip: id, lane, locked } = el.dataset;
    if (!id || locked || !editable) return;
    let to = cellAt(root, cell, across, down);
    while (down && to && clash(id, lane, to.dataset.cell)) to = cellAt(root, to, 0, down);
    const stays = month || down || (to && laneOf(to) === laneOf(cell));
    if (to && stays) drop(id, lane, to.dataset.cell, { later: true });
  }

  function onKey(e) {
    const el = e.target.closest("[data-nav]");
    if (!el) return undefined;
    if (e.key === "Escape" && el.dataset.chip && api.current.forget(el.dataset.chip)) return e.stopPropagation();
    const arrow = ARROWS[e.key];
    if (!arrow || e.ctrlKey || e.metaKey || e.shiftKey) return undefined;
    // Alt+Left is the browser's Back; on a job it must never leave the page.
    e.preventDefault();
    const cell = el.closest("[data-cell]");
    if (!e.altKey) return walk(el, cell, arrow);
    e.stopPropagation();
    return push(el, cell, arrow);
  }
  const onKeyUp = (e) => e.key === "Alt" && api.current.flush();
  function onFocus(e) {
    const el = e.target.closest("[data-nav]");
    if (!el) return;
    root.querySelectorAll("[data-nav][tabindex='0']").forEach((old) => (old.tabIndex = -1));
    el.tabIndex = 0;
  }
  root.addEventListener("keydown", onKey);
  root.addEventListener("keyup", onKeyUp);
  root.addEventListener("focusin", onFocus);
  return () => {
    root.removeEventListener("keydown", onKey);
    root.removeEventListener("keyup", onKeyUp);
    root.removeEventListener("focusin", onFocus);
  };
}
