// A native <dialog> driven by a prop: focus trap, Escape and inertness come from the browser.
import { useEffect, useRef, createElement } from "react";

export function Overlay({ open, onClose, label, className, children }) {
  const dialog = useRef(null);

  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);

  return createElement(
    "dialog",
    {
      ref: dialog,
      className: "overlay " + (className || "drawer"),
      "aria-label": label,
      onCancel: (event) => {
        // The state decides whether it closes; otherwise both would disagree.
        event.preventDefault();
        onClose?.();
      },
      onMouseDown: (event) => {
        if (event.target === dialog.current) onClose?.();
      },
    },
    open ? children : null,
  );
}
