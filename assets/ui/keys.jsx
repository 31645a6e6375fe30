// Keyboard shortcuts of the whole app, and menus that close when one looks elsewhere.
import { useEffect } from "react";
import { useNavigate } from "react-router";

const typing = (target) =>
  target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);

function moveThroughRows(step) {
  const rows = [...document.querySelectorAll("tr[data-row] a.name, [data-row-link]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
}

// go: {"d": "/", …} after G; onKey: called with "palette", "help" or "new".
export function Keys({ go, onKey }) {
  const navigate = useNavigate();

  useEffect(() => {
    let waiting = 0;
    const press = (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onKey?.("palette");
        return;
      }
      if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector("dialog[open]")) return;
      const key = event.key.toLowerCase();
      if (waiting && Date.now() - waiting < 1200 && go[key]) {
        event.preventDefault();
        waiting = 0;
        navigate(go[key]);
        return;
      }
      waiting = key === "g" ? Date.now() : 0;
      if (event.key === "?") onKey?.("help");
      else if (key === "n") {
        event.preventDefault();
        onKey?.("new");
      } else if (key === "/") {
        const find = document.querySelector("[data-find]");
        if (find) {
          event.preventDefault();
          find.focus();
        }
      } else if (key === "j") moveThroughRows(1);
      else if (key === "k") moveThroughRows(-1);
    };
    const closeMenus = (event) => {
      for (const menu of document.querySelectorAll("details.menu[open], details.org[open]"))
        if (!menu.contains(event.target) || event.target.closest("a, [data-close]"))
          menu.open = false;
    };
    const escapeMenus = (event) => {
      if (event.key !== "Escape") return;
      const menus = document.querySelectorAll("details.menu[open], details.org[open]");
      for (const menu of menus) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      // A panel beside the page has no dialog that would close it.
      const away = menus.length || event.defaultPrevented || typing(event.target);
      if (!away && !document.querySelector("dialog[open]"))
        document.querySelector("[data-escape]")?.click();
    };
    window.addEventListener("keydown", press);
    window.addEventListener("keydown", escapeMenus);
    document.addEventListener("click", closeMenus);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("keydown", escapeMenus);
      document.removeEventListener("click", closeMenus);
    };
  }, [go, onKey, navigate]);
  return null;
}
