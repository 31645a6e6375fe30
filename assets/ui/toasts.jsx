// Where the keyboard goes when the toast it was in goes away: back to where it came from, or, when
// that has gone too, to the page's heading. The toasts' own way back is lost while another is shown.
import { useEffect } from "react";

const LOOK_EVERY = 150;
const UNDOING = 3000; // what was undone is drawn anew, and may take away what had the focus
const toasted = (element) => element?.closest?.("[data-sonner-toaster]");
const lost = () => !document.activeElement || document.activeElement === document.body;

function heading() {
  const found = document.querySelector("main h1") ?? document.querySelector("main");
  if (found && !found.hasAttribute("tabindex")) found.tabIndex = -1;
  return found;
}

export function ToastFocus() {
  useEffect(() => {
    let before = null;
    let looking = 0;
    const stop = () => {
      clearInterval(looking);
      looking = 0;
    };
    const look = (until) => {
      stop();
      looking = setInterval(() => {
        if (lost()) {
          (before?.isConnected ? before : heading())?.focus();
          if (!until) look(Date.now() + UNDOING);
        } else if (!toasted(document.activeElement) && !(until > Date.now())) stop();
      }, LOOK_EVERY);
    };
    const came = ({ target, relatedTarget }) => {
      // A finger or a mouse needs no way back, and a field that is focused opens a phone's keyboard.
      if (!toasted(target) || !target.matches(":focus-visible")) return;
      if (!toasted(relatedTarget)) before = relatedTarget;
      look();
    };
    document.addEventListener("focusin", came);
    return () => {
      stop();
      document.removeEventListener("focusin", came);
    };
  }, []);
  return null;
}
