// Days, times and lengths in the worker's language and the organisation's zone.
// The same as cleaning_app/components/local.py says them.

const NARROW = "\u202f";
const LOCALES = { en: "en-CA", fr: "fr-CA" };

const formats = new Map();
function formatOf(language, zone, options) {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, ...options }));
  return formats.get(key);
}

/** 8:30 · 8 h 30 */
export function time(language, zone, moment) {
  const parts = formatOf("en", zone, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }).formatToParts(new Date(moment));
  const of = (type) => parts.find((part) => part.type === type).value;
  const hour = String(Number(of("hour")));
  return language === "fr" ? `${hour}${NARROW}h${NARROW}${of("minute")}` : `${hour}:${of("minute")}`;
}

export const span = (language, zone, start, end) => `${time(language, zone, start)} – ${time(language, zone, end)}`;

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

/** The day a moment falls on, in the organisation's zone: 2026-11-25. */
export const dayOf = (zone, moment) =>
  formatOf("en", zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(moment));

/** Monday, 23 November · lundi 23 novembre */
export function longDay(language, day) {
  const parts = { weekday: "long", day: "numeric", month: "long" };
  const said = (name) => formatOf(language, "UTC", { [name]: parts[name] }).format(noon(day));
  if (language === "fr") return `${said("weekday")} ${ordinal(day)} ${said("month")}`;
  return `${said("weekday")}, ${Number(day.slice(8))} ${said("month")}`;
}

/** Mon 23 Nov · lun. 23 nov. */
export function shortDay(language, day) {
  const said = (name) => formatOf(language, "UTC", { [name]: "short" }).format(noon(day));
  if (language === "fr") return `${said("weekday")} ${ordinal(day)} ${said("month")}`;
  return `${said("weekday").replace(".", "")} ${Number(day.slice(8))} ${said("month").replace(".", "")}`;
}

/** 23 Nov · 23 nov. */
export function dayMonth(language, day) {
  const month = formatOf(language, "UTC", { month: "short" }).format(noon(day));
  return language === "fr" ? `${ordinal(day)} ${month}` : `${Number(day.slice(8))} ${month.replace(".", "")}`;
}

const ordinal = (day) => (Number(day.slice(8)) === 1 ? "1er" : String(Number(day.slice(8))));
