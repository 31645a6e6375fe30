"""What happened to a series, with what was different afterwards."""

from __future__ import annotations

from typing import Any

from cleaning_app.components import format, history
from cleaning_app.components.history import Happening
from cleaning_app.context import Ctx
from cleaning_app.services.audit import Entry

_PARTS = {
    "rrule": "days",
    "at": "time",
    "minutes": "length",
    "service_type_id": "service",
    "address_id": "address",
    "price_cents": "price",
    "crew": "crew",
    "add_ons": "extras",
    "earliest_at": "promised window",
    "team_id": "team",
    "notes": "notes",
    "access_notes": "keys and codes",
    "holiday_policy": "holidays",
}


def story(ctx: Ctx, entries: list[Entry]) -> list[Happening]:
    """The audit log's lines about a series, newest first."""
    lines = history.happenings(ctx, entries)
    for line, entry in zip(lines, entries, strict=True):
        line.words += _more(entry.action, entry.details)
    return lines


def _more(action: str, details: dict[str, Any]) -> str:
    """: time and price; : 8 visits; : the reason of an end."""
    if action == "series.change":
        parts = [words for name, words in _PARTS.items() if name in details]
        return f": {', '.join(parts)}" if parts else ""
    if action == "series.fill" and isinstance(made := details.get("made"), int):
        return f": {made}"
    if action == "series.end" and details.get("reason"):
        return f": {details['reason']}"
    if action in ("series.pause", "series.end") and (gone := details.get("cancelled")):
        return f": {format.count(gone, 'visit')} cancelled"
    return ""
