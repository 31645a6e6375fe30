// Cells and jobs as they come over the wire: values in order, empty ones at the end left out. The
// orders of `_CELL` and `_CHIP` in cleaning_app/components/calendar.py.

const CELL = ["lane", "date", "title", "label", "tone", "load", "count", "more", "note", "open", "money"];
const CHIP = ["id", "lane", "date", "time", "title", "detail", "colour", "status", "is_open", "locked"];

const unpack = (names) => (packed) =>
  Array.isArray(packed) ? Object.fromEntries(names.map((name, i) => [name, packed[i] ?? ""])) : packed;

export const toCell = unpack(CELL);
export const toChip = unpack(CHIP);

export const cellKey = (lane, date) => `${lane}|${date}`;
