// Days, times and lengths in the worker's language and on the organisation's offsets. What those show is
// told by the server (`offsets`): rules of time zones change by law, and phones keep old ones for years.
// The same as cleaning_app/components/local.py says them.

const NARROW = "\u202f";
const LOCALES = { en: "en-CA", fr: "fr-CA" };

const formats = new Map();
function formatOf(language, options) {
  const key = `${language} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALES[language], { timeZone: "UTC", ...options }));
  return formats.get(key);
}

/** The wall clock at a moment, as if it were UTC. offsets: [{ since, ahead_minutes }], in order. */
function wall(offsets, moment) {
  const at = new Date(moment).getTime();
  const last = offsets.findLast((change) => Date.parse(change.since) <= at) ?? offsets[0];
  return new Date(at + (last?.ahead_minutes ?? 0) * 60_000);
}

/** 8:30 · 8 h 30 */
export function time(language, offsets, moment) {
  const local = wall(offsets, moment);
  const minute = String(local.getUTCMinutes()).padStart(2, "0");
  return language === "fr" ? `${local.getUTCHours()}${NARROW}h${NARROW}${minute}` : `${local.getUTCHours()}:${minute}`;
}

export const span = (language, offsets, start, end) => `${time(language, offsets, start)} – ${time(language, offsets, end)}`;

/** 1h 52m · 1 h 52 */
export function duration(language, minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (language === "fr") {
    if (!hours) return `${rest}${NARROW}min`;
    return rest ? `${hours}${NARROW}h${NARROW}${String(rest).padStart(2, "0")}` : `${hours}${NARROW}h`;
  }
  if (!hours) return `${rest}m`;
  return rest ? `${hours}h ${rest}m` : `${hours}h`;
}

/** Noon UTC of a day as the server writes it, far from any change of date. */
const noon = (day) => new Date(`${day}T12:00:00Z`);

export const addDays = (day, count) => {
  const moved = noon(day);
  moved.setUTCDate(moved.getUTCDate() + count);
  return moved.toISOString().slice(0, 10);
};

/** The day a moment falls on: 2026-11-25. */
export const dayOf = (offsets, moment) => wall(offsets, moment).toISOString().slice(0, 10);

/** Monday, 23 November · lundi 23 novembre */
export function longDay(language, day) {
  const parts = { weekday: "long", day: "numeric", month: "long" };
  const said = (name) => formatOf(language, { [name]: parts[name] }).format(noon(day));
  if (language === "fr") return `${said("weekday")} ${ordinal(day)} ${said("month")}`;
  return `${said("weekday")}, ${Number(day.slice(8))} ${said("month")}`;
}

/** Mon 23 Nov · lun. 23 nov. */
export function shortDay(language, day) {
  const said = (name) => formatOf(language, { [name]: "short" }).format(noon(day));
  if (language === "fr") return `${said("weekday")} ${ordinal(day)} ${said("month")}`;
  return `${said("weekday").replace(".", "")} ${Number(day.slice(8))} ${said("month").replace(".", "")}`;
}

/** 23 Nov · 23 nov. */
export function dayMonth(language, day) {
  const month = formatOf(language, { month: "short" }).format(noon(day));
  return language === "fr" ? `${ordinal(day)} ${month}` : `${Number(day.slice(8))} ${month.replace(".", "")}`;
}

const ordinal = (day) => (Number(day.slice(8)) === 1 ? "1er" : String(Number(day.slice(8))));
