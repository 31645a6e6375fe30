// The red line. It lives alone so that its tick re-renders nothing but itself.

import { useEffect, useMemo, useState } from "react";
import { daysBetween, elapsedOf, readStamp } from "./clock.js";

const TICK = 15_000;
const COARSE = 5;

/** Minutes since the server told us its `now`; the browser's own wall clock and zone are not asked. */
function usePassed(now, every) {
  const anchor = useMemo(() => Date.now(), [now]);
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const tell = () => setPassed(Math.floor((Date.now() - anchor) / 60_000 / every) * every);
    tell();
    const timer = setInterval(tell, TICK);
    return () => clearInterval(timer);
  }, [anchor, every]);
  return passed;
}

/** Elapsed minutes of `day` at that moment: Infinity when the day is over, null when it has not begun. */
function elapsedNow(day, now, fold, passed) {
  if (!now) return null;
  const { date, wall } = readStamp(now);
  const ahead = daysBetween(date, day.date);
  if (ahead) return ahead < 0 ? Infinity : null;
  return elapsedOf(day, wall, fold) + passed;
}

/** date -> elapsed minutes, in steps of five: good enough to fade what is over. */
export function useNows(days, now, fold) {
  const passed = usePassed(now, COARSE);
  return useMemo(() => new Map(days.map((d) => [d.date, elapsedNow(d, now, fold, passed)])), [days, now, fold, passed]);
}

/** Moves the line by setting one custom property on its parent; draws nothing itself. */
export function NowLine({ plane, axis, now, fold }) {
  const passed = usePassed(now, 0.25);
  const day = axis.days.find((d) => now && d.date === now.slice(0, 10));
  const at = day ? axis.fraction(axis.place(day, elapsedNow(day, now, fold, passed))) : -1;
  useEffect(() => {
    plane.current.classList.toggle("has-now", at >= 0 && at <= 1);
    plane.current.style.setProperty("--bd-now", at.toFixed(5));
  }, [plane, at]);
  return null;
}
