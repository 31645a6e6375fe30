// Days and times as they are written everywhere else here: "Wed 16 Dec 2026" and "15:00". A browser
// would write them the way of whatever country it was installed for.
// Python side: cleaning_app/components/moment.py.
import { createElement as h, useEffect, useRef, useState } from "react";

const STEP = 15;
const WRONG = { en: "Write a time, like 15:30.", fr: "Écrivez une heure, comme 15:30." };
const CHOOSE = { en: "Choose a day", fr: "Choisir un jour" };
const language = () => (document.documentElement.lang.startsWith("fr") ? "fr" : "en");

/** A day of a date field, 2026-12-16, in words; "" when it is none. */
export function dayInWords(value, speech = language()) {
  const day = new Date(`${value}T00:00:00Z`);
  if (!value || Number.isNaN(day.getTime())) return "";
  const part = (options) =>
    new Intl.DateTimeFormat(speech === "fr" ? "fr-CA" : "en-CA", { timeZone: "UTC", ...options })
      .format(day)
      .replace(".", "");
  const named = part({ weekday: "short" });
  return `${named} ${day.getUTCDate()} ${part({ month: "short" })} ${day.getUTCFullYear()}`;
}

/** What somebody typed as a time: 9, 930, 9:30, 15h30, 3pm. HH:MM, or null when it is none. */
export function readTime(text) {
  const found = /^(\d{1,2}?)[:.h\s]?(\d{2})?\s*(?:([ap])\.?m?\.?)?$/i.exec(text.trim());
  if (!found) return null;
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (found[3]) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (found[3].toLowerCase() === "p" ? 12 : 0);
  }
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** A time some minutes later or earlier, on the step, within the day. */
export function stepped(time, minutes) {
  const [hour, minute] = time.split(":").map(Number);
  const from = hour * 60 + minute;
  const on = minutes > 0 ? Math.floor(from / STEP) * STEP : Math.ceil(from / STEP) * STEP;
  const to = (on + minutes + 1440) % 1440;
  return `${String(Math.floor(to / 60)).padStart(2, "0")}:${String(to % 60).padStart(2, "0")}`;
}

// Sets a field the way typing does, so that React and the form hear of it.
function write(input, value) {
  if (input.value === value) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// The browser's own field and picker; until one is in it, our words lie over it.
function Native({ said, placeholder, follows, onChange, ...props }) {
  const input = useRef(null);
  const [value, setValue] = useState(props.value ?? props.defaultValue ?? "");
  // The page may fill the field from outside.
  useEffect(() => setValue(input.current.value));
  // The last day goes along when the first one is put behind it.
  useEffect(() => {
    const form = follows && input.current.form;
    if (!form) return undefined;
    const go = ({ target }) => {
      const mine = input.current.value;
      if (target.name === follows && mine && target.value > mine) write(input.current, target.value);
    };
    form.addEventListener("input", go);
    return () => form.removeEventListener("input", go);
  }, [follows]);
  const pick = () => {
    try {
      input.current.showPicker();
    } catch {
      // No picker in this browser, or it may not open now: the field can be typed into.
    }
  };
  return h(
    "span",
    { className: "moment" },
    h("input", {
      ...props,
      ref: input,
      onClick: pick,
      onChange: (event) => {
        setValue(event.target.value);
        onChange?.(event);
      },
    }),
    h(
      "span",
      { className: value ? "said" : "said faint", "aria-hidden": true },
      said(value) || placeholder,
    ),
  );
}

export function DateInput(props) {
  const [empty, setEmpty] = useState(CHOOSE.en);
  useEffect(() => setEmpty(CHOOSE[language()]), []);
  return h(Native, { placeholder: empty, ...props, type: "date", said: dayInWords });
}

// Typed, where there is a keyboard; on a phone its own wheel is better.
export function TimeInput({ onChange, onBlur, onKeyDown, ...props }) {
  const [touch, setTouch] = useState(false);
  useEffect(() => setTouch(matchMedia("(pointer: coarse)").matches), []);
  if (touch)
    return h(Native, { ...props, onChange, onBlur, type: "time", said: (value) => value });

  const settle = (input) => {
    const time = readTime(input.value);
    input.setCustomValidity(time || !input.value ? "" : WRONG[language()]);
    if (time) write(input, time);
  };
  return h("input", {
    placeholder: "09:00",
    ...props,
    type: "text",
    inputMode: "numeric",
    maxLength: 10,
    onChange: (event) => {
      event.target.setCustomValidity("");
      if (/^(\d\d:\d\d)?$/.test(event.target.value)) onChange?.(event);
    },
    onBlur: (event) => {
      settle(event.target);
      onBlur?.(event);
    },
    onKeyDown: (event) => {
      const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
      const time = readTime(event.target.value);
      if (event.key === "Enter") settle(event.target);
      else if (step && time) {
        event.preventDefault();
        write(event.target, stepped(time, step));
      }
      onKeyDown?.(event);
    },
  });
}
