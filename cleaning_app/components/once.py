"""A deed that is sent twice is done once: double clicks, and events sent again after a lost line.

Only the last such deed of a tab is remembered, for a few seconds: whoever means to do the same
again has to open its form again, and takes longer.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import reflex as rx
from pydantic_core import to_json

WITHIN = timedelta(seconds=4)


class LastDeed(rx.State):
    """What a tab did last; never sent to the browser."""

    _what: str = ""
    _until: datetime | None = None


def deed(state: rx.State, name: str, arguments: dict[str, Any], vars: tuple[str, ...]) -> str:
    """A fingerprint of what is about to be done: the handler, what was sent, what `vars` hold."""
    held = [str(attrgetter(var)(state)) for var in vars]
    said = to_json([name, arguments, held], fallback=str)
    return hashlib.sha256(said).hexdigest()


async def is_repeat(state: rx.State, deed: str, now: datetime) -> bool:
    """Whether this tab has done exactly this a moment ago."""
    last = await state.get_state(LastDeed)
    return last._what == deed and last._until is not None and now < last._until


async def remember(state: rx.State, deed: str, now: datetime) -> None:
    """Note a deed that went through."""
    last = await state.get_state(LastDeed)
    last._what, last._until = deed, now + WITHIN
