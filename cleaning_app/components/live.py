"""Live notices: one WebSocket per open page that says what colleagues just changed.

The browser side is `assets/live/feed.jsx`. The server sends one JSON object per text message,
`{"topic": "bookings", "id": "…", "action": "moved", "actor": "Priya"}`; `{"topic": "ping"}` every
25 seconds or so lets the browser notice a dead line (after 75 seconds without a word). The page's
cookie comes with the handshake, on the same origin, and decides whose notices these are.

Notices say *that* something changed, never what it says now: the handler loads it with its own
permissions. What a browser sends back in `on_notice` is as untrusted as any other argument.

A page with `at` says over the same socket which days it shows ("looking at 2026-11-23 2026-11-29",
"looking at" for none) and is told who else of the organisation looks at some of them,
`{"topic": "presence", "people": ["Priya MacNeil"]}`. `who_is_here` draws them; no event is sent.
"""

from __future__ import annotations

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from reflex.event import passthrough_event_spec

from cleaning_app.errors import Invalid


class Notice(BaseModel):
    """Something changed: which kind of thing, which one, what was done, by whom."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str = Field(max_length=64)
    id: str = Field(default="", max_length=64)
    action: str = Field(default="", max_length=64)
    actor: str = Field(default="", max_length=200)
    actor_id: str = Field(default="", max_length=64)


def read_notices(sent: list[dict[str, str]]) -> list[Notice]:
    """The notices of one `on_notice` call, at most 200. Raises Invalid on anything else."""
    try:
        return [Notice.model_validate(item) for item in sent[:200]]
    except ValidationError as error:
        raise Invalid("That was no notice of ours.") from error


class LiveFeed(rx.Component):
    """Draws nothing. Reconnects by itself with growing, jittered waits (0.5 s to 30 s).

    `on_notice` gets a list, at most one call per 100 ms (`read_notices` makes them typed).
    `on_status` gets "connected" once, then "disconnected" and "reconnected"; after "reconnected"
    notices may have been missed, so the page loads its list again.
    """

    library = "$/public/live/feed.jsx"
    tag = "LiveFeed"

    topics: rx.Var[list[str]]  # empty or left out: every topic; also sent as ?topics=a,b
    path: rx.Var[str]  # "/live" unless told
    at: rx.Var[str]  # the first and last day that are shown, "2026-11-23 2026-11-29"

    on_notice: rx.EventHandler[passthrough_event_spec(list[dict[str, str]])]
    on_status: rx.EventHandler[passthrough_event_spec(str)]


class Here(rx.Component):
    """The initials of whoever else looks at the days that the page's feed was told of."""

    library = "$/public/live/here.jsx"
    tag = "Here"


live_feed = LiveFeed.create
who_is_here = Here.create
