"""What happened to a booking, with where it went and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cleaning_app.components import format, history
from cleaning_app.components.history import Happening
from cleaning_app.context import Ctx
from cleaning_app.services.audit import Entry


def story(ctx: Ctx, entries: list[Entry]) -> list[Happening]:
    """The audit log's lines about a booking, newest first."""
    lines = history.happenings(ctx, entries)
    for line, entry in zip(lines, entries, strict=True):
        line.words += _more(ctx, entry.action, entry.details) + _although(entry.details)
    return lines


def _although(details: dict[str, Any]) -> str:
    """What it cost the client, and why it was done although rules spoke against it."""
    fee, reason = details.get("fee_cents"), details.get("override_reason")
    charged = isinstance(fee, int) and fee > 0 and details.get("for_client")
    said = f", fee {format.money(int(fee or 0))}" if charged else ""
    return f"{said}, anyway: “{reason}”" if isinstance(reason, str) and reason else said


def _more(ctx: Ctx, action: str, details: dict[str, Any]) -> str:
    """to Tue 24 Nov 10:00; the reason of a cancellation."""
    try:
        if action == "booking.reschedule":
            before, after = details["before"], details["after"]
            if before["starts_at"] == after["starts_at"]:
                return f", now {format.duration(after['minutes'])}"
            at = datetime.fromisoformat(after["starts_at"]).astimezone(ctx.zone)
            return f" to {at:%a} {at.day} {at:%b} {format.time(at, ctx.zone)}"
        if action == "booking.cancel":
            return f": {details['reason']}"
    except (KeyError, TypeError, ValueError):
        # Rows of an earlier version say less; the bare word still holds.
        return ""
    return ""
