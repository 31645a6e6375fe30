// What a screen needs to speak: words of the catalogue, times and lengths, in the worker's language.
import { createContext, useContext, useMemo } from "react";
import * as clock from "./clock.js";
import { useLanguage } from "./said.jsx";

const Speech = createContext(null);
export const useSpeech = () => useContext(Speech);

const filled = (said, values) => said.replace(/{(\w+)}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** `words` is the catalogue as Python gives it: {key: [English, French]}. */
export function Speaker({ words, offsets, children }) {
  const language = useLanguage();
  const speech = useMemo(() => {
    const at = language === "fr" ? 1 : 0;
    const say = (key, values = {}) => filled(words[key]?.[at] ?? "", values);
    const count = (key, number) => {
      const one = number === 1 || (language === "fr" && number === 0);
      return say(`${key}_${one ? "one" : "many"}`, { count: number });
    };
    return {
      language,
      dayOf: (moment) => clock.dayOf(offsets, moment),
      say,
      count,
      /** What the server refused, in these words when the catalogue has them. */
      refusal: (problem) => {
        if (words[problem.said]) return say(problem.said, problem);
        const known = Object.values(words).find(([english]) => english === problem.detail);
        return known?.[at] ?? problem.detail ?? say("not_sent");
      },
      time: (moment) => clock.time(language, offsets, moment),
      span: (start, end) => clock.span(language, offsets, start, end),
      duration: (minutes) => clock.duration(language, minutes),
      longDay: (day) => clock.longDay(language, day),
      dayMonth: (day) => clock.dayMonth(language, day),
      /** Today, Tomorrow, Yesterday, else the weekday and date. */
      shortDay: (day, today) => {
        if (day === today) return say("today");
        if (day === clock.addDays(today, 1)) return say("tomorrow");
        if (day === clock.addDays(today, -1)) return say("yesterday");
        return clock.shortDay(language, day);
      },
    };
  }, [language, words, offsets]);
  return <Speech.Provider value={speech}>{children}</Speech.Provider>;
}
