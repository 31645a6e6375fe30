// The initials of whoever else looks at the same days; nobody, nothing.
// Python side: `who_is_here` in cleaning_app/components/live.py.

import { createElement as h, useEffect, useState } from "react";
import { HERE } from "./feed.jsx";

const MOST = 3;

const initials = (name) => {
  const parts = name.split(/\s+/).filter(Boolean);
  const ends = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return ends.map((part) => [...part][0]).join("").toUpperCase() || "?";
};

export function Here() {
  const [people, setPeople] = useState([]);
  useEffect(() => {
    const hear = (event) => setPeople(event.detail);
    window.addEventListener(HERE, hear);
    return () => window.removeEventListener(HERE, hear);
  }, []);
  if (!people.length) return null;
  const words = `${people.join(", ")} ${people.length > 1 ? "are" : "is"} looking at this too`;
  const drawn = people.slice(0, MOST).map((name, n) => h("span", { key: n, className: "avatar", "aria-hidden": true }, initials(name)));
  const more = people.length > MOST && h("span", { className: "avatar", "aria-hidden": true }, `+${people.length - MOST}`);
  return h("span", { className: "here", role: "img", "aria-label": words, title: words }, ...drawn, more);
}
