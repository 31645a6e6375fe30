// A native <dialog> driven by a prop: focus trap, Escape and inertness come from the browser.
import { useEffect, useRef, createElement } from "react";

// The browser would begin at the cross. Typing begins in the first field one writes into, except
// on a phone, where the keyboard would hide the form.
function start(dialog) {
  if (document.activeElement.matches("input, select, textarea")) return;
  const written = ".overlay-body :is(input[type=text], input[type=search], input:not([type]), textarea):enabled";
  const field = matchMedia("(pointer: coarse)").matches ? null : dialog.querySelector(written);
  (field ?? dialog).focus();
}

export function Overlay({ open, onClose, label, className, children }) {
  const dialog = useRef(null);
  const drawn = useRef(false);

  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const leftOpen = open && !drawn.current;
    drawn.current = true;
    // The server remembers what was open before a reload, or before going elsewhere and back.
    if (leftOpen) return void onClose?.();
    if (open && !element.open) {
      element.showModal();
      start(element);
    }
    if (!open && element.open) element.close();
  }, [open]);

  return createElement(
    "dialog",
    {
      ref: dialog,
      tabIndex: -1,
      className: "overlay " + (className || "drawer"),
      "aria-label": label,
      onCancel: (event) => {
        // A file picker inside that was left says cancel too, and it bubbles.
        if (event.target !== dialog.current) return;
        // The state decides whether it closes; otherwise both would disagree.
        event.preventDefault();
        onClose?.();
      },
      // Some browsers close it without asking, such as by Android's back.
      onClose: (event) => {
        if (event.target === dialog.current && open) onClose?.();
      },
      onMouseDown: (event) => {
        if (event.target === dialog.current) onClose?.();
      },
    },
    open ? children : null,
  );
}
