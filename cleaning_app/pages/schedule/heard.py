"""What colleagues just did, in words."""

from __future__ import annotations

from cleaning_app.components.live import Notice
from cleaning_app.context import Actor

_DONE = {
    "created": "booked",
    "in_progress": "started",
    "completed": "finished",
    "no_show": "found nobody at",
    "pending": "brought back",
    "assigned": "changed the crew of",
    "updated": "changed",
}


def sentence(notice: Notice, client: str) -> str:
    """Sam moved Jia Nguyen"""
    return f"{_who(notice)} {_done(notice)} {client}"


def on_its_row(notice: Notice) -> str:
    """Sam moved it, beside the booking itself."""
    return {
        "no_show": f"{_who(notice)} found nobody there",
        "assigned": f"{_who(notice)} changed the crew",
    }.get(notice.action, f"{_who(notice)} {_done(notice)} it")


def by_others(notices: list[Notice], me: Actor) -> list[Notice]:
    """Those that are about a booking and come from somebody else; people may share a name."""
    mine = str(me.user_id or "")
    return [one for one in notices if one.id and (one.actor_id, one.actor) != (mine, me.name)]


def _who(notice: Notice) -> str:
    return notice.actor.split()[0] if notice.actor.strip() else "Somebody"


def _done(notice: Notice) -> str:
    return _DONE.get(notice.action, notice.action.replace("_", " "))
