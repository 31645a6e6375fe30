// The board without a pointer: arrows walk, Alt+arrows move, Alt+Shift+arrows change the length,
// O on a worker's name says that they are out.

import { SNAP } from "./clock.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const groupsOf = (root) =>
  [...root.querySelectorAll("[role=group]")].map((g) => [...g.querySelectorAll("[data-nav]")]).filter((g) => g.length);

/** The stop `along` steps further in this lane, or the nearest in time in the lane `across` steps away. */
function neighbour(root, from, along, across) {
  const groups = groupsOf(root);
  const here = groups.findIndex((g) => g.includes(from));
  if (along) return groups[here]?.[groups[here].indexOf(from) + along];
  const next = groups[here + across];
  if (!next) return null;
  const at = Number(from.dataset.at);
  if (Number.isNaN(at)) return next[0];
  const cards = next.filter((el) => el.dataset.at);
  return cards.sort((a, b) => Math.abs(a.dataset.at - at) - Math.abs(b.dataset.at - at))[0] ?? next[0];
}

/** One tab stop for the whole board: the last focused button keeps it (roving tabindex). */
function rove(root, el) {
  root.querySelectorAll("[data-nav][tabindex='0']").forEach((old) => (old.tabIndex = -1));
  el.tabIndex = 0;
}

// Per board: the button that has the focus, and the booking it stands for.
const held = new WeakMap();

/**
 * Call after each render. A job that changed its row is a new button: it takes the focus over from the
 * one that vanished under the user's fingers. And Tab must always find one button to enter the board.
 */
export function keepStop(root) {
  const last = held.get(root);
  if (last?.id && !last.el.isConnected && document.activeElement === document.body) {
    root.querySelector(`[data-id="${CSS.escape(last.id)}"]`)?.focus({ preventScroll: true });
  }
  if (root.querySelector("[data-nav][tabindex='0']")) return;
  const first = root.querySelector("[data-card]") ?? root.querySelector("[data-nav]");
  if (first) first.tabIndex = 0;
}

/** api.current: { nudge(key, {time, lane, length}), flush(), forget(id), out(worker) }. Returns a detach function. */
export function attachKeys(root, api) {
  function onKey(e) {
    const el = e.target.closest("[data-nav]");
    if (!el) return;
    const card = el.dataset.card;
    if (e.key === "Escape" && card && api.current.forget(el.dataset.id)) return e.stopPropagation();
    const plain = !e.altKey && !e.ctrlKey && !e.metaKey;
    if (plain && e.key.toLowerCase() === "o" && el.dataset.worker && api.current.out) {
      e.preventDefault();
      e.stopPropagation();
      return api.current.out(el.dataset.worker);
    }
    const arrow = ARROWS[e.key];
    if (!arrow || e.ctrlKey || e.metaKey) return;
    const [along, across] = arrow;
    if (!e.altKey) {
      if (e.shiftKey) return;
      const next = neighbour(root, el, along, across);
      e.preventDefault();
      next?.focus();
      next?.scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
    // Alt+Left is the browser's Back; on a job it must never leave the page.
    e.preventDefault();
    e.stopPropagation();
    if (!card) return;
    api.current.nudge(card, e.shiftKey ? { length: along * SNAP } : { time: along * SNAP, lane: across });
  }
  const onKeyUp = (e) => e.key === "Alt" && api.current.flush();
  const onFocus = (e) => {
    const el = root.contains(e.target) && e.target.closest("[data-nav]");
    if (el) rove(root, el);
    held.set(root, el ? { el, id: el.dataset.id } : null);
  };
  const onPress = (e) => !root.contains(e.target) && held.delete(root);
  root.addEventListener("keydown", onKey);
  root.addEventListener("keyup", onKeyUp);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("pointerdown", onPress);
  return () => {
    root.removeEventListener("keydown", onKey);
    root.removeEventListener("keyup", onKeyUp);
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("pointerdown", onPress);
  };
}
