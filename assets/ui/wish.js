// The wish for the palette outlives the page it was made on. Ctrl K just after a link was followed opens
// the palette of the page that is about to go: the next page's opens in its place, with what was typed,
// and until it has, keys are held for it instead of being shortcuts there.

const PATIENCE = 4000; // ms since somebody last had to do with it

let wish = null; // { words, at, shown }

const fresh = () => Boolean(wish) && performance.now() - wish.at < PATIENCE;

/** Somebody asks for the palette. */
export function want() {
  wish = { words: "", at: performance.now(), shown: false };
}

/** A palette is about to be drawn: the words it begins with, or null when nobody asked for it. */
export const wanted = () => (fresh() && !wish.shown ? wish.words : null);

/** The palette is open. */
export const shown = () => wish && (wish.shown = true);

/** What stands in it now. */
export const keep = (words) => wish && Object.assign(wish, { words, at: performance.now() });

/** It was closed by whoever used it. */
export const fulfilled = () => (wish = null);

/** Its page went away while it was open. */
export const orphaned = () => wish && Object.assign(wish, { shown: false, at: performance.now() });

function hold(event) {
  if (!fresh() || wish.shown || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  wish.at = performance.now();
  if (event.key === "Escape") wish = null;
  else if (event.key === "Backspace") wish.words = wish.words.slice(0, -1);
  else if (event.key.length === 1) wish.words += event.key;
}
if (typeof window !== "undefined") window.addEventListener("keydown", hold, true);
