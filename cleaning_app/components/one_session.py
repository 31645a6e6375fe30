"""A tab shows what belongs to one session: when somebody else signs in, it starts from nothing.

The server keeps a tab's state under a name the tab itself remembers, also after a reload. Without
this, whoever opens the page next in the same tab would be sent what was on the screen before.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.event import Event
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants import CompileVars
from reflex_base.registry import RegistrationContext

from cleaning_app import crypto
from cleaning_app.cookies import session_token
from cleaning_app.errors import AppError
from cleaning_app.services import sessions

NOBODY = "nobody"
_LOADS = (f".{CompileVars.HYDRATE}", f".{CompileVars.HYDRATE_AND_LOAD}")


class Belonging(rx.State):
    """Whose session filled this tab; never sent to the browser."""

    _session: str = ""


class OneSession(Middleware):
    """Runs before every event of every tab."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Forget what the tab held when it has passed to another session, or to nobody."""
        belonging = await state.get_state(Belonging)
        current = await _session_of(state, event)
        if belonging._session not in {"", current}:
            await _forget(state)
        belonging._session = current
        return None


async def _session_of(state: BaseState, event: Event) -> str:
    """A fingerprint of the caller's session; when a page loads, only of one that still lives."""
    token = session_token(state.router.headers.cookie)
    if token is None:
        return NOBODY
    if event.name.endswith(_LOADS):
        try:
            if await sessions.identify(token) is None:
                return NOBODY
        except AppError:
            pass  # The database is away: every handler will say so, and nothing has changed hands.
    return crypto.token_hash(token).hex()


async def _forget(state: BaseState) -> None:
    """Every var of every State back to its default; the address and headers stay."""
    kinds: Any = RegistrationContext.get().base_states.values()
    for kind in kinds:
        (await state.get_state(kind)).reset()


def watch(app: rx.App) -> None:
    """Put this before every event of an app, and take away what browsers have no use for.

    Reflex registers an event that sets any var by name; our States have no setters for it to call.
    """
    app.add_middleware(OneSession())
    events = RegistrationContext.get().event_handlers
    for name in [name for name in events if name.endswith(".setvar")]:
        del events[name]
