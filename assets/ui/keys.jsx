// What works on every page: shortcuts, rows that open and are walked through, the sidebar that folds,
// and menus that close when one looks elsewhere.
import { useLayoutEffect } from "react";
import { useNavigate } from "react-router";
import { want } from "./wish.js";

const typing = (target) =>
  target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
const ticking = (target) => target.matches?.("[data-row] input[type=checkbox]");
const MENUS = "details.menu[open], details.org[open]";
const BUSY = "a, button, input, select, textarea, label, summary";

// What a row is about: its name, a link or the button that stands for one.
const opener = (row) => row?.querySelector("a.name, button.name");

function moveThroughRows(step) {
  const openers = [...document.querySelectorAll("[data-row]")].map(opener).filter(Boolean);
  if (!openers.length) return;
  const at = openers.indexOf(opener(document.activeElement.closest("[data-row]")));
  const next = openers[Math.min(openers.length - 1, Math.max(0, at + step))];
  next.focus({ focusVisible: true });
  next.closest("[data-row]").scrollIntoView({ block: "nearest" });
}

function fold() {
  const root = document.documentElement;
  const folded = root.dataset.sidebar !== "folded";
  if (folded) root.dataset.sidebar = "folded";
  else delete root.dataset.sidebar;
  localStorage.setItem("sidebar", folded ? "folded" : "open");
}

// A click anywhere in a row opens it, unless it meant something else there.
function openRow(event) {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.defaultPrevented || event.target.closest(BUSY)) return;
  if (event.target.closest("td.tick") || String(window.getSelection())) return;
  opener(row)?.click();
}

const MARKED = {
  palette: () => {
    want();
    window.dispatchEvent(new Event("palette"));
  },
  fold,
  unfold: (button) =>
    button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") !== "true"),
};

function click(event) {
  for (const menu of document.querySelectorAll(MENUS)) {
    const chosen = menu.contains(event.target);
    if (chosen && !event.target.closest("a, [data-close]")) continue;
    menu.open = false;
    // What was chosen is hidden with its list; a form it opens comes back to here.
    if (chosen) menu.querySelector("summary").focus();
  }
  const marked = event.target.closest("[data-does]");
  if (marked) MARKED[marked.dataset.does]?.(marked);
  else openRow(event);
}

function escape(event) {
  if (event.key !== "Escape") return;
  const menus = document.querySelectorAll(MENUS);
  for (const menu of menus) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  // A panel beside the page has no dialog that would close it.
  const away = menus.length || event.defaultPrevented || typing(event.target);
  if (!away && !document.querySelector("dialog[open]"))
    document.querySelector("[data-escape]")?.click();
}

// go: {"d": "/", …} after G; onKey: called with "help" or "new".
export function Keys({ go, onKey }) {
  const navigate = useNavigate();

  useLayoutEffect(() => {
    let waiting = 0;
    const does = {
      "?": () => onKey?.("help"),
      "[": fold,
      n: () => onKey?.("new"),
      j: () => moveThroughRows(1),
      k: () => moveThroughRows(-1),
      x: () => document.activeElement.closest("[data-row]")?.querySelector(".tick input")?.click(),
      "/": () => document.querySelector("[data-find]")?.focus(),
    };
    const press = (event) => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === "k") {
        event.preventDefault();
        MARKED.palette();
        return;
      }
      if (typing(event.target) && !ticking(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector("dialog[open]")) return;
      if (waiting && Date.now() - waiting < 1200 && go[key]) {
        event.preventDefault();
        waiting = 0;
        navigate(go[key]);
        return;
      }
      waiting = key === "g" ? Date.now() : 0;
      if (!does[key]) return;
      event.preventDefault();
      does[key]();
    };
    window.addEventListener("keydown", press);
    window.addEventListener("keydown", escape);
    document.addEventListener("click", click);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("keydown", escape);
      document.removeEventListener("click", click);
    };
  }, [go, onKey, navigate]);
  return null;
}
