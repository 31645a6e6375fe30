"""What happened to a thing, in plain words from the audit log."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import format, pieces
from cleaning_app.context import Ctx
from cleaning_app.services import audit

_WORDS = {
    "create": "Created",
    "update": "Changed",
    "delete": "Deleted",
    "restore": "Restored",
    "send": "Sent",
    "void": "Voided",
    "reschedule": "Moved",
    "assign": "Crew changed",
    "cancel": "Cancelled",
    "confirm": "Confirmed",
    "start": "Started",
    "finish": "Finished",
    "block": "Blocked",
    "unblock": "Unblocked",
    "archive": "Archived",
    "access_notes_view": "Access notes looked at",
}


@dataclass
class Happening:
    """One line of a history."""

    id: str
    words: str
    who: str
    when: str


def happenings(ctx: Ctx, entries: list[audit.Entry]) -> list[Happening]:
    """Audit entries as lines for people."""
    return [
        Happening(
            str(entry.id),
            sentence(entry.action),
            entry.actor_name,
            format.moment(entry.created_at, ctx.zone),
        )
        for entry in entries
    ]


def sentence(action: str) -> str:
    """booking.cancel → Cancelled; an action without words of its own is read out as it is."""
    verb = action.rsplit(".", 1)[-1]
    return _WORDS.get(verb, format.words(verb))


def history(lines: rx.Var[list[Happening]]) -> rx.Component:
    """A card with the newest first."""
    card = pieces.card(
        "History",
        rx.el.ul(
            rx.foreach(
                lines,
                lambda line: rx.el.li(
                    rx.el.span(
                        line.words,
                        rx.el.span(" by ", line.who, " ", line.when, class_name="faint"),
                    )
                ),
            ),
            class_name="timeline card-body num",
        ),
    )
    return rx.cond(lines.length() > 0, card)
