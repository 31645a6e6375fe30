// A booking that is pointed at lights up wherever else it is drawn: on the board, on the map, in a list.

const EVENT = "booking:light";

/** Point at a booking; "" points at none. */
export const light = (id) => window.dispatchEvent(new CustomEvent(EVENT, { detail: id }));

/** Hear which booking is pointed at. Returns a function that stops it. */
export function onLight(f) {
  const hear = (e) => f(e.detail);
  window.addEventListener(EVENT, hear);
  return () => window.removeEventListener(EVENT, hear);
}

/** Whatever has a `data-id` under `root` lights others and is lit by them. */
export function attachLight(root) {
  let last = "";
  const point = (e) => {
    const id = e.target.closest?.("[data-id]")?.dataset.id ?? "";
    if (id === last) return;
    last = id;
    light(id);
  };
  const away = () => last && light((last = ""));
  const off = onLight((id) => {
    root.querySelectorAll(".is-lit").forEach((el) => el.classList.remove("is-lit"));
    if (id) root.querySelectorAll(`[data-id="${CSS.escape(id)}"]`).forEach((el) => el.classList.add("is-lit"));
  });
  root.addEventListener("pointerover", point);
  root.addEventListener("focusin", point);
  root.addEventListener("pointerleave", away);
  root.addEventListener("focusout", away);
  return () => {
    off();
    root.removeEventListener("pointerover", point);
    root.removeEventListener("focusin", point);
    root.removeEventListener("pointerleave", away);
    root.removeEventListener("focusout", away);
  };
}
