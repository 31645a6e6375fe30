// The command palette: opens at once, works by keyboard, asks the server what fits.
// Python side: cleaning_app/components/palette.py.
import { createElement as h, useContext, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useNavigate } from "react-router";
import { ColorModeContext } from "$/utils/context";
import { Overlay } from "./overlay.jsx";
import * as wish from "./wish.js";

const WAIT = 90;
const LIST = "palette-hits";
const lineId = (n) => `${LIST}-${n}`;

// Anything may open it: window.dispatchEvent(new Event("palette")).
export const OPEN = "palette";

// hits: [{label, note, href, kind}]; asked: the words they fit; onLook(words) asks for others.
export function Palette({ hits = [], asked, onLook }) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const timer = useRef(0);
  // Enter pressed before the answer came: taken up when it is here.
  const eager = useRef(false);
  const navigate = useNavigate();
  const { toggleColorMode } = useContext(ColorModeContext);

  const close = () => {
    wish.fulfilled();
    setOpen(false);
    eager.current = false;
    clearTimeout(timer.current);
  };
  const ask = (next, wait = WAIT) => {
    setWords(next);
    wish.keep(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onLook?.(next), wait);
  };
  const take = (hit) => {
    close();
    if (hit.href === "theme:") toggleColorMode();
    else navigate(hit.href);
  };

  // Before the shortcuts of a page work, or Ctrl K would be lost and the next key mean something else.
  useLayoutEffect(() => {
    // At once: the next key that is pressed belongs to the palette already.
    const show = () =>
      flushSync(() => {
        wish.shown();
        setOpen(true);
        setAt(0);
        ask("", 0);
      });
    window.addEventListener(OPEN, show);
    return () => window.removeEventListener(OPEN, show);
  });
  // Asked for on the page before this one.
  useLayoutEffect(() => {
    const words = wish.wanted();
    if (words !== null) {
      wish.shown();
      setOpen(true);
      ask(words, 0);
    }
    return wish.orphaned;
  }, []);
  const answered = asked === words.trim();
  useEffect(() => {
    setAt(0);
    if (open && eager.current && answered && hits[0]) take(hits[0]);
    // The list is another one exactly when the server says so.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asked, hits]);
  useEffect(() => {
    document.getElementById(lineId(at))?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const press = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      event.preventDefault();
      setAt((at + step + hits.length) % hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (answered && hits[at]) take(hits[at]);
      else eager.current = true;
    }
  };

  const line = (hit, n) =>
    h(
      "div",
      {
        key: hit.href + hit.label,
        id: lineId(n),
        role: "option",
        "aria-selected": n === at,
        className: "palette-line",
        onMouseMove: () => n !== at && setAt(n),
        onClick: () => take(hit),
      },
      h("span", { className: "kind" }, hit.kind),
      h("span", { className: "truncate" }, hit.label),
      h("span", { className: "push truncate" }, hit.note),
    );

  return h(
    Overlay,
    { open, onClose: close, label: "Search or jump to", className: "palette" },
    h("input", {
      className: "palette-input",
      placeholder: "Search or jump to…",
      "aria-label": "Search or jump to",
      role: "combobox",
      "aria-expanded": hits.length > 0,
      "aria-controls": LIST,
      "aria-autocomplete": "list",
      "aria-activedescendant": hits.length ? lineId(at) : undefined,
      autoFocus: true,
      autoComplete: "off",
      spellCheck: false,
      maxLength: 80,
      value: words,
      onChange: (event) => ask(event.target.value),
      onKeyDown: press,
    }),
    h(
      "div",
      { className: "palette-list", id: LIST, role: "listbox", "aria-label": "What fits" },
      hits.map(line),
    ),
    !hits.length && answered
      ? h(
          "div",
          { className: "empty", role: "status" },
          h("b", null, "Nothing found"),
          h("span", null, "Try a name, a number or a page."),
        )
      : null,
  );
}
