"""Audit rows in words: what kind of thing, and what changed about it."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from cleaning_app.components import format
from cleaning_app.services.audit import Entry

KINDS: Final[list[tuple[str, str]]] = [
    ("", "Everything"),
    ("booking", "Bookings"),
    ("series", "Series"),
    ("client", "Clients"),
    ("address", "Addresses"),
    ("invoice", "Invoices and payments"),
    ("expense", "Expenses"),
    ("worker", "Workers"),
    ("block", "Blocked time"),
    ("time_off", "Time off"),
    ("pay_period", "Payroll"),
    ("user", "People and sign-ins"),
    ("session", "Devices"),
    ("import_batch", "Imports"),
    ("gst", "GST exports"),
    ("organisation", "Company settings"),
]
"""Resource types one may narrow the log down to."""

_LONGEST = 90
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
_SAID_ALREADY = {"name", "number", "vendor", "filename", "title", "count", "invoice_status"}
_BARE = {"method", "kind", "reason", "note", "role"}
"""Details whose value speaks for itself."""


def kind(resource_type: str, count: Any = None) -> str:
    """expense_category → expense category, or 3 bookings where it was several; nothing for what
    needs no saying."""
    words = format.words(resource_type).lower()
    words = {
        "user": "",
        "import batch": "file",
        "gst": "",
        "outbox event": "message",
        "optimisation": "",
    }.get(words, words)
    return format.count(count, words) if isinstance(count, int) and words else words


def summary(details: dict[str, Any]) -> str:
    """What a row's details say, as far as a person reads it at a glance.

    {"from": "pending", "to": "confirmed"} → Pending → Confirmed; ids are left out.
    """
    parts: list[str] = []
    if isinstance(details.get("from"), str) and isinstance(details.get("to"), str):
        parts.append(f"{format.words(details['from'])} → {format.words(details['to'])}")
    for key, value in sorted(details.items(), key=lambda one: not one[0].endswith("_cents")):
        if key in _SAID_ALREADY or (key in ("from", "to") and parts):
            continue
        if said := _said(key, value):
            parts.append(said)
    text = ", ".join(parts)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _said(key: str, value: Any) -> str:
    label = format.words(key.removesuffix("_cents")).lower()
    if value in (None, "", [], {}) or key.endswith(("_id", "_ids")) or key == "ids":
        return ""
    if isinstance(value, bool):
        return label if value else f"not {label}"
    if key.endswith("_cents") and isinstance(value, int):
        return format.money(value) if key == "amount_cents" else f"{label} {format.money(value)}"
    if key == "fields" and isinstance(value, list):
        return ", ".join(format.words(str(name)).lower() for name in value)
    if isinstance(value, int | float):
        return f"{label} {value:,}"
    if not isinstance(value, str) or _MOMENT.match(value):
        return ""
    said = format.words(value) if value.islower() and " " not in value else value
    return said if key in _BARE else f"{label} {said}"


def as_json(entry: Entry) -> str:
    """Everything a row says, for whoever has to know exactly."""
    whole = {
        "no": entry.seq,
        "at": entry.created_at.isoformat(),
        "actor": entry.actor_name,
        "role": entry.role,
        "action": entry.action,
        "resource": entry.resource_type,
        "resource_id": entry.resource_id,
        "request_id": entry.request_id,
        "details": entry.details,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)
