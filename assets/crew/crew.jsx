// The worker app's screens. Python side: cleaning_app/components/crew.py. How it keeps and sends: crew.js.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { openFeed } from "../live/feed.jsx";
import "./crew.css";
import { begin, getState, refresh, subscribe, wake } from "./crew.js";
import Job from "./job.jsx";
import { Speaker } from "./speech.jsx";
import Today from "./today.jsx";
import Week from "./week.jsx";

const NONE = [];

const SCREENS = { today: Today, week: Week, job: Job };
const EVERY = 15_000;

/** The moment, again every few seconds and whenever the screen is looked at. */
function useNow() {
  const [now, setNow] = useState(0);
  useEffect(() => {
    const look = () => setNow(Date.now());
    look();
    const timer = setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return now;
}

const Skeleton = () => (
  <div className="cr-skeleton" aria-hidden="true">
    {[40, 72, 0, 0].map((width, n) => (
      <div key={n} className="skeleton" style={width ? { width: `${width}%`, height: 20 } : { height: 112 }} />
    ))}
  </div>
);

function Screen({ view, crew, now }) {
  const Shown = SCREENS[view];
  if (!crew.ready || !now || (!crew.kept && crew.online && !crew.signedOut)) return <Skeleton />;
  return <Shown crew={crew} now={now} />;
}

export function Crew({ view, words }) {
  const crew = useSyncExternalStore(subscribe, getState, getState);
  const now = useNow();
  const heard = useRef(0);
  useEffect(() => {
    begin();
    // The office changed something of ours, or a colleague ticked a line: read again, once per burst.
    const again = () => {
      clearTimeout(heard.current);
      heard.current = setTimeout(() => refresh().then(wake), 250);
    };
    return openFeed({ path: "/live", topics: "bookings", tell: again, status: (word) => word === "reconnected" && again() });
  }, []);
  return (
    <Speaker words={words} offsets={crew.kept?.offsets ?? NONE}>
      <Screen view={view} crew={crew} now={now} />
    </Speaker>
  );
}
