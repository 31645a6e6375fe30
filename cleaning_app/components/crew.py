"""The worker app's screens: drawn by the phone itself (`assets/crew/`), so that they work without a line.

Everything else in the product is drawn by the server's word over a websocket. A phone in a basement has
none: it keeps the next days' jobs (`GET /phone/days`), draws them, writes down what is tapped, and sends
it when it can (`POST /phone/taps`). With a line it does just the same, only sooner: there is one way.
"""

from __future__ import annotations

import re
from typing import Literal

import reflex as rx

from cleaning_app.components import words
from cleaning_app.components.shell import Shell

Screen = Literal["today", "week", "job"]


class Crew(rx.Component):
    """One screen of the worker app. `words` is the catalogue: key → [English, French]."""

    library = "$/public/crew/crew.jsx"
    tag = "Crew"

    view: rx.Var[str]
    words: rx.Var[dict[str, list[str]]]


class Frame(rx.Component):
    """Around every page of the worker app: tells the phone its owner's language, puts the service
    worker in place, and says what waits for a line and what was not done."""

    library = "$/public/crew/frame.jsx"
    tag = "Frame"

    words: rx.Var[dict[str, list[str]]]
    pages: rx.Var[list[str]]
    language: rx.Var[str]


class LastSeen(rx.Component):
    """Around a page that the server fills: without a line it shows the page as it was last seen."""

    library = "$/public/crew/lastseen.jsx"
    tag = "LastSeen"

    name: rx.Var[str]
    ready: rx.Var[bool]
    words: rx.Var[dict[str, list[str]]]


class Leave(rx.Component):
    """Signing out, after the phone has forgotten what it kept; and putting the app on the phone."""

    library = "$/public/crew/leave.jsx"
    tag = "Leave"

    words: rx.Var[dict[str, list[str]]]
    action: rx.Var[str]


def screen(view: Screen) -> rx.Component:
    """One of the screens."""
    return Crew.create(view=view, words=words.both())


def frame(pages: list[str]) -> rx.Component:
    """What surrounds a page; `pages` are the routes of all of them."""
    spoken = (
        "offline", "signed_out", "sign_in", "not_done", "not_sent", "dismiss", "try_again",
        "refused_", "said_",
    )  # fmt: skip
    paths = [re.sub(r"\[(\w+)\]", r":\1", route).strip("/") for route in pages]
    return Frame.create(words=words.both(*spoken), pages=paths, language=Shell.language)


def last_seen(name: str, ready: rx.Var[bool], *content: rx.Component) -> rx.Component:
    """Content of a page that the server fills once it is `ready`; readable without a line, unless its
    `name` is "": nothing is kept of such a page."""
    spoken = words.both("as_of", "page_not_kept", "needs_line", "today", "tomorrow", "yesterday")
    return LastSeen.create(*content, name=name, ready=ready, words=spoken)


def leave() -> rx.Component:
    """The way out."""
    wanted = ("sign_out", "install")
    return Leave.create(words=words.both(*wanted), action="/session/end")
